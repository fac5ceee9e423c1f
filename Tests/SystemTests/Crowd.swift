import Models
import ServiceKit
import TestSupport
import Testing

/// Many buyers at once, and what became of them.
struct Crowd: Sendable {
    let name: String
    let goods: Goods
    let buyers: [Buyer]
    let calls = CallLog()

    /// - Parameter payments: Taken in turn.
    init(
        _ name: String,
        of count: Int,
        wanting goods: Goods,
        paying payments: [Buyer.Payment],
        in shop: SystemShop
    ) throws {
        self.name = name
        self.goods = goods
        buyers = try (0..<count).map { number in
            try Buyer("\(name)-\(number)", wanting: goods, paying: payments[number % payments.count], in: shop)
        }
    }

    /// All of them at the same time; ends when each knows how it ended.
    func buy(in shop: SystemShop) async -> Outcomes {
        await withTaskGroup(of: Buyer.Outcome.self) { group in
            for buyer in buyers {
                group.addTask { await buyer.buy(in: shop, watch: calls) }
            }
            return await group.reduce(into: Outcomes()) { $0.add($1) }
        }
    }

    /// Returns when so many orders have been placed.
    func placed(atLeast count: Int) async throws {
        try await eventually("\(count) of \(buyers.count) have bought", within: 120) {
            calls.count(201) >= count
        }
    }
}

/// How it ended for a crowd.
struct Outcomes: Sendable {
    private(set) var orders: [String] = []
    private(set) var refusals: [String: Int] = [:]
    /// Those who never learned how it ended.
    private(set) var unknown: [String] = []

    mutating func add(_ outcome: Buyer.Outcome) {
        switch outcome {
        case .placed(let order): orders.append(order)
        case .refused(let problem): refusals[problem, default: 0] += 1
        case .unknown(let last): unknown.append(last)
        }
    }
}
