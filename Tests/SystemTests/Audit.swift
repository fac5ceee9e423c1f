import Foundation
import JSON
import Models
import Postgres
import TestSupport
import Testing

@testable import EmporiaCommand

/// Compares what a crowd was told with orders, stock, parcels and the provider's own journal.
struct Audit {
    let shop: SystemShop
    let crowd: Crowd

    /// Every order that had begun before a moment is placed or unwound.
    func expectSettled(before moment: Timestamp, within seconds: Double) async throws {
        try await shop.withDatabase { database in
            try await eventually("every order begun before the crash is placed or unwound", within: seconds) {
                let rows = try? await database.query(
                    """
                    SELECT count(*) AS count FROM "order".orders
                     WHERE status IN ('checkingOut', 'awaitingPayment') AND created_at < \(moment)
                    """
                )
                let count: Int? = try rows?.first?.get("count")
                return count == 0
            }
        }
    }

    /// Nothing is lost, nothing doubled, and nothing kept for whom it did not end well.
    func expectAgreement(with outcomes: Outcomes) async throws {
        #expect(
            outcomes.unknown.isEmpty,
            "\(outcomes.unknown.prefix(3)) after \(crowd.calls.answers) \(crowd.calls.errors)"
        )
        #expect(Set(outcomes.orders).count == outcomes.orders.count, "two buyers were given one order")
        try await shop.withDatabase { database in
            try await eventually("nothing is under way") { try await shop.isSettled(database) }
            let placed = try await orders(in: database)
            let ours = placed.filter(\.isOurs)
            #expect(Set(ours.map(\.id)) == Set(outcomes.orders), "\(ours.count) placed, \(outcomes.orders.count) told")
            try await expectStock(for: ours.count, in: database)
            try expectMoney(for: placed)
        }
        try await shop.expectEveryPromiseHolds()
    }

    private typealias Placed = (id: String, payment: PaymentID, totalMinor: Int64, isOurs: Bool)

    /// Of the whole shop, since a charge that belongs to nobody could be anybody's.
    private func orders(in database: Database) async throws -> [Placed] {
        let rows = try await database.query(
            """
            SELECT id::text AS id, payment_id, total_minor, coalesce(guest LIKE \(crowd.name + "-%"), false) AS is_ours
              FROM "order".orders
             WHERE status = 'placed'
            """
        )
        return try rows.map { row in
            (try row.get("id"), try row.get("payment_id"), try row.get("total_minor"), try row.get("is_ours"))
        }
    }

    private func expectStock(for orders: Int, in database: Database) async throws {
        let sku = crowd.goods.rawValue
        let rows = try await database.query(
            """
            SELECT (SELECT sum(reserved)::bigint FROM inventory.stock WHERE sku = \(sku)) AS reserved,
                   (SELECT count(*) FROM inventory.allocations WHERE sku = \(sku) AND released = 0) AS held,
                   (SELECT count(*) FROM inventory.reservations WHERE status = 'held') AS open,
                   (SELECT count(*) FROM logistics.shipments
                     WHERE order_id IN (SELECT id FROM "order".orders WHERE guest LIKE \(crowd.name + "-%"))
                   ) AS parcels
            """
        )
        let row = try #require(rows.first)
        #expect(try row.get("reserved", as: Int.self) == orders)
        #expect(try row.get("held", as: Int.self) == orders)
        #expect(try row.get("open", as: Int.self) == 0)
        #expect(try row.get("parcels", as: Int.self) == orders)
    }

    /// Of each placed order the provider holds exactly its total; of everybody else it holds nothing.
    private func expectMoney(for orders: [Placed]) throws {
        let provider = try ProviderHolds(contentsOf: shop.local.state.file("journal.jsonl"))
        let owed = Dictionary(orders.map { ($0.payment, $0.totalMinor) }, uniquingKeysWith: +)
        #expect(owed.count == orders.count, "one payment paid for two orders")
        #expect(provider.amounts == owed)
        #expect(provider.openings.values.allSatisfy { $0 == 1 }, "a charge was opened twice")
    }
}
