import Models
import Postgres

@testable import EmporiaCommand

/// What a scene leaves behind, in lines that are the same whatever went wrong on the way.
///
/// How an order that was not placed came to its end may differ (a provider that was asked twice makes a customer wait),
/// so of those only what they must not keep is told: goods, money, parcels.
struct EndState: Equatable {
    private(set) var lines: [String]

    init(of name: String, in shop: SystemShop, _ database: Database) async throws {
        let rows = try await database.query(
            """
            WITH mine AS (
                SELECT id, status, payment_id, payment_status, placed_at IS NOT NULL AS is_placed
                  FROM "order".orders
                 WHERE guest LIKE \(name + "-%")
            ), lines (line) AS (
                SELECT format('orders %s, %s: %s', CASE WHEN is_placed THEN status ELSE 'unwound' END,
                              CASE WHEN is_placed THEN payment_status END, count(*))
                  FROM mine
                 GROUP BY CASE WHEN is_placed THEN status ELSE 'unwound' END,
                          CASE WHEN is_placed THEN payment_status END
                 UNION ALL
                SELECT format('refunds %s: %s of %s', refunds.status, count(*), sum(amount_minor))
                  FROM "order".refunds JOIN mine ON order_id = mine.id
                 GROUP BY refunds.status
                 UNION ALL
                SELECT format('reservations %s: %s, reserved %s, shipped %s', reservations.status, count(DISTINCT order_id),
                              sum(quantity - shipped - released), sum(shipped))
                  FROM inventory.reservations JOIN mine ON order_id = mine.id
                  JOIN inventory.allocations USING (order_id)
                 WHERE is_placed
                 GROUP BY reservations.status
                 UNION ALL
                SELECT format('unwound and held: %s', coalesce(sum(quantity - shipped - released), 0))
                  FROM inventory.allocations JOIN mine ON order_id = mine.id
                 WHERE NOT is_placed
                 UNION ALL
                SELECT format('payments %s/%s: %s, captured %s, refunded %s, waived %s', stage, goal, count(*),
                              sum(captured_minor), sum(refunded_minor), sum(waived_minor))
                  FROM payment.payments JOIN mine ON payments.id = mine.payment_id
                 WHERE is_placed
                 GROUP BY stage, goal
                 UNION ALL
                SELECT format('unwound and paid: %s', coalesce(sum(captured_minor - refunded_minor), 0))
                  FROM payment.payments JOIN mine ON payments.id = mine.payment_id
                 WHERE NOT is_placed
                 UNION ALL
                SELECT format('booked %s: %s in %s', kind, sum(debit_minor), count(*))
                  FROM payment.ledger_transactions AS booked
                  JOIN payment.ledger_entries ON transaction_id = booked.id
                  JOIN mine ON booked.payment_id = mine.payment_id
                 WHERE debit_minor > 0
                 GROUP BY kind
                 UNION ALL
                SELECT format('shipments %s: %s', shipments.status, count(*))
                  FROM logistics.shipments JOIN mine ON order_id = mine.id
                 GROUP BY shipments.status
                 UNION ALL
                SELECT format('said %s: %s', type, count(*))
                  FROM (SELECT type, subject FROM "order".outbox
                         UNION ALL
                        SELECT type, data ->> 'orderId' FROM payment.outbox
                         WHERE type IN ('payment.captured', 'payment.voided', 'refund.succeeded', 'refund.failed')
                         UNION ALL
                        SELECT type, data ->> 'orderId' FROM logistics.outbox) AS said
                  JOIN mine ON subject = mine.id::text
                 WHERE is_placed
                 GROUP BY type
            )
            SELECT line FROM lines ORDER BY line
            """
        )
        lines = try rows.map { try $0.get("line") }
        let provider = try ProviderHolds(contentsOf: shop.local.journal)
        let owners = try await database.query(
            #"SELECT payment_id FROM "order".orders WHERE guest LIKE \#(name + "-%") AND payment_id IS NOT NULL"#
        )
        let payments = try owners.map { try $0.get("payment_id", as: PaymentID.self) }
        let held = payments.compactMap { provider.amounts[$0] }
        lines.append("the provider holds \(held.reduce(0, +)) in \(held.count)")
        lines.append("charges opened twice: \(payments.count { (provider.openings[$0] ?? 0) > 1 })")
    }

    /// What is here and not there, and the other way round.
    func differences(from other: EndState) -> [String] {
        lines.filter { !other.lines.contains($0) }.map { "+ \($0)" }
            + other.lines.filter { !lines.contains($0) }.map { "- \($0)" }
    }
}
