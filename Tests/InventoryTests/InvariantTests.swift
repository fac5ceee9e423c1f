import Models
import Postgres
import TestSupport
import Testing

@testable import InventoryService

@Suite("Whatever happens in whatever order")
struct InvariantTests {
    @Test("INV-10 INV-02 on hand = available + reserved = the sum of movements, never negative", arguments: 1...4)
    func invariants(seed: UInt64) async throws {
        try await Warehouse.open { warehouse in
            var walk = Walk(warehouse: warehouse, seed: seed)
            for location in Walk.locations { try await warehouse.register(location) }

            for _ in 0..<150 { try await walk.step() }

            let broken = try await warehouse.database.query(Self.broken)
            #expect(broken.isEmpty, "seed \(seed)")
            #expect(walk.done.count == Walk.Step.allCases.count, "every kind of step was taken: \(walk.done)")
        }
    }

    @Test("INV-10 INV-05 the same holds when all of it happens at once", arguments: 1...2)
    func invariantsAtOnce(seed: UInt64) async throws {
        try await Warehouse.open { warehouse in
            let walks = (0..<6).map { Walk(warehouse: warehouse, seed: seed * 100 + $0) }
            for location in Walk.locations { try await warehouse.register(location) }

            try await withThrowingTaskGroup { group in
                for var walk in walks {
                    group.addTask { for _ in 0..<40 { try await walk.step() } }
                }
                try await group.waitForAll()
            }

            let broken = try await warehouse.database.query(Self.broken)
            #expect(broken.isEmpty, "seed \(seed)")
        }
    }

    /// Places where the books don't agree with the ledger or with what is promised.
    private static let broken: SQL = """
        SELECT sku, location_id
          FROM stock
          LEFT JOIN (SELECT sku, location_id, sum(delta) AS moved FROM movements GROUP BY 1, 2) AS ledger
         USING (sku, location_id)
          LEFT JOIN (SELECT sku, location_id, sum(quantity - shipped - released) AS promised
                       FROM allocations JOIN reservations USING (order_id)
                      WHERE status IN ('held', 'firm')
                      GROUP BY 1, 2) AS open
         USING (sku, location_id)
         WHERE on_hand <> coalesce(moved, 0) OR reserved <> coalesce(promised, 0)
            OR on_hand < 0 OR reserved < 0 OR reserved > on_hand
        """
}

/// A random sequence of everything that touches stock, replayed by its seed.
private struct Walk {
    enum Step: CaseIterable {
        case receive, adjust, hold, release, place, ship, sellAtTill, cancel
    }

    let warehouse: Warehouse
    static let locations: [LocationID] = [.shanghai, .beijing]
    private(set) var done: Set<Step> = []
    private var random: SeededGenerator
    private var orders: [(id: OrderID, lines: [ReservationLine])] = []

    init(warehouse: Warehouse, seed: UInt64) {
        self.warehouse = warehouse
        random = SeededGenerator(seed: seed)
    }

    mutating func step() async throws {
        let step = Step.allCases.randomElement(using: &random) ?? .receive
        done.insert(step)
        let location = Self.locations.randomElement(using: &random) ?? .shanghai
        let order = orders.randomElement(using: &random) ?? (OrderID(), [.line(1, 1)])
        switch step {
        case .receive:
            try await warehouse.receive(number(10), of: sku(), at: location)
        case .adjust:
            _ = try await warehouse.adjust([(sku(), [-3, -1, 1, 2].randomElement(using: &random) ?? 1)])
        case .hold:
            orders.append((OrderID(), lines()))
            if let order = orders.last { _ = try await warehouse.reserve(order.lines, for: order.id) }
        case .release:
            try await warehouse.release(order.id)
        case .place:
            try await warehouse.tell(.sample(order.id, lines: order.lines, from: location) as OrderPlaced)
        case .ship:
            let shipped = try ShipmentShipped.sample(of: order.id, lines: order.lines, from: location)
            try await warehouse.tell(shipped, from: .logistics)
        case .sellAtTill:
            try await warehouse.tell(.sample(origin: .till, lines: lines(), from: location) as OrderPlaced)
        case .cancel:
            try await warehouse.tell(OrderCancelled.sample(order.id))
        }
    }

    private mutating func lines() -> [ReservationLine] {
        (1...number(3)).map { .line($0, number(4), of: sku()) }
    }

    private mutating func sku() -> SKU { [.tea, .cup, .pot].randomElement(using: &random) ?? .tea }
    private mutating func number(_ most: Int) -> Int { Int.random(in: 1...most, using: &random) }
}
