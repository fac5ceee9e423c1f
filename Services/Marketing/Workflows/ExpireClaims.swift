import Logging
import Models
import Postgres
import ServiceKit

/// Gives back what quotes hold for orders that were never placed, and forgets old releases of orders nobody heard of again.
struct ExpireClaims: Sendable {
    let database: Database
    let books: OrderBookStore

    private static let batchSize = 100

    func worker(everySeconds: Double, logger: Logger) -> any Worker {
        PollingWorker(name: "expire-claims", everySeconds: everySeconds, logger: logger, work: expireSome)
    }

    /// Several replicas may look at once: each takes rows that no other has locked.
    /// - Returns: whether more may be waiting.
    func expireSome() async throws -> Bool {
        let orders = try await database.transaction { session in
            let rows = try session.query(
                """
                SELECT order_id
                  FROM order_books
                 WHERE hold = 'held' AND placed_at IS NULL AND hold_expires_at <= now()
                 ORDER BY hold_expires_at
                 LIMIT \(Self.batchSize)
                   FOR UPDATE SKIP LOCKED
                """
            )
            let orders: [OrderID] = try rows.map { try $0.get("order_id") }
            for order in orders {
                try books.record(order, on: session) { $0.hold = .released }
            }
            return orders
        }
        try await database.run(
            """
            DELETE FROM order_books
             WHERE hold = 'released' AND placed_at IS NULL AND cancelled_at IS NULL
               AND changed_at < now() - interval '7 days'
            """
        )
        return orders.count == Self.batchSize
    }
}
