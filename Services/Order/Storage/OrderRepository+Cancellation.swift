import Models
import Postgres
import ServiceKit

/// How a cancellation reaches a checkout that waits for its payment.
extension OrderRepository {
    func askToCancel(_ id: OrderID, actor: String, reason: String) async throws {
        try await database.run(
            """
            UPDATE orders
               SET cancel_actor = \(actor), cancel_reason = \(reason)
             WHERE id = \(id) AND status IN ('checkingOut', 'awaitingPayment') AND cancel_actor IS NULL
            """
        )
    }

    /// The refusal to end a checkout with, when somebody asked for its end.
    func cancellation(asked id: OrderID) async throws -> SagaRefusal? {
        let rows = try await database.query(
            "SELECT 1 AS asked FROM orders WHERE id = \(id) AND cancel_actor IS NOT NULL"
        )
        return rows.isEmpty ? nil : SagaRefusal(.orderCancelled)
    }
}
