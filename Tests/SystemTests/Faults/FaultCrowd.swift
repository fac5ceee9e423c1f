import Foundation
import Models
import ServiceKit
import Synchronization
import TestSupport
import Testing

@testable import EmporiaCommand

/// Buyers who come one after another, so many at a time, until there were enough; and somebody who looks at the stock
/// and fills it up.
final class FaultCrowd: Sendable {
    static let name = "storm"
    static let coupon = "WELCOME10"
    private static let atOnce = 24
    private static let restock = 10

    let history = History()
    let calls = CallLog()
    private let shop: SystemShop
    let count: Int
    private let state = Mutex((begun: 0, ended: 0, unknown: [String]()))

    init(of count: Int, in shop: SystemShop) {
        self.count = count
        self.shop = shop
    }

    var ended: Int { state.withLock(\.ended) }
    /// Those who never learned how it ended.
    var unknown: [String] { state.withLock(\.unknown) }

    func buy() async throws {
        try await receive(count, of: .crowd, reference: "enough for everybody")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.atOnce { group.addTask { try await self.buyOneAfterAnother() } }
            group.addTask { try await self.lookAndFillUp() }
            try await group.waitForAll()
        }
    }

    private func buyOneAfterAnother() async throws {
        while let number = next() {
            let buyer = try Buyer(
                "\(Self.name)-\(number)",
                wanting: number % 25 == 7 ? .rare : .crowd,
                paying: [.card, .card, .wallet, .card, .declined][number % 5],
                with: number % 11 == 3 ? Self.coupon : nil,
                in: shop
            )
            let outcome = await buyer.buy(in: shop, watch: calls, history: history)
            state.withLock { state in
                state.ended += 1
                if case .unknown(let last) = outcome { state.unknown.append("\(buyer.key): \(last)") }
            }
        }
    }

    private func next() -> Int? {
        state.withLock { state in
            guard state.begun < count else { return nil }
            state.begun += 1
            return state.begun - 1
        }
    }

    /// Reads how much there is of what is rare, and once brings some more.
    private func lookAndFillUp() async throws {
        var isFilled = false
        var looks = 0
        while ended < count {
            if !isFilled, ended > count / 2 {
                try await receive(Self.restock, of: .rare, reference: "a few more")
                isFilled = true
            }
            looks += 1
            if looks <= 2000 { try await look(looks) }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func look(_ number: Int) async throws {
        let invoked = MonotonicTime.nanoseconds()
        let path = "/v1/stock/\(Goods.rare.rawValue)"
        let answer = try? await shop.send(.get, .inventory, path, as: shop.token(.administrator), timeoutSeconds: 5)
        guard let units = answer?["items/0/available"].flatMap(Int.init) else { return }
        history.add(
            operation(.readStock, .rare, units, key: "look-\(number)", invoked, outcome: .ok(order: ""))
        )
    }

    private func receive(_ units: Int, of goods: Goods, reference: String) async throws {
        let line = #"{"sku":"\#(goods.rawValue)","quantity":\#(units)}"#
        let body = #"{"locationId":"wh","reference":"\#(reference)","lines":[\#(line)]}"#
        let (key, token) = (EventID().description, try shop.token(.administrator))
        try await eventually("\(units) of \(goods) are received", within: 180) {
            let invoked = MonotonicTime.nanoseconds()
            let path = "/v1/receipts"
            let answer = try? await shop.send(
                .post,
                .inventory,
                path,
                as: token,
                body: body,
                key: key,
                timeoutSeconds: 10
            )
            let isDone = answer?.status == 201
            history.add(
                operation(.restock, goods, units, key: key, invoked, outcome: isDone ? .ok(order: "") : .unknown)
            )
            return isDone
        }
    }

    private func operation(
        _ kind: HistoryOperation.Kind,
        _ goods: Goods,
        _ units: Int,
        key: String,
        _ invoked: Int64,
        outcome: HistoryOperation.Outcome
    ) -> HistoryOperation {
        HistoryOperation(
            process: "keeper",
            kind: kind,
            sku: goods.rawValue,
            units: units,
            key: key,
            invokedNanoseconds: invoked,
            returnedNanoseconds: MonotonicTime.nanoseconds(),
            outcome: outcome
        )
    }
}
