import Models
import Postgres

/// What Payment told of money that belongs to an order. A success is never overturned by a failure that comes late.
extension OrderRepository {
    func note(payment status: String, of id: OrderID, on session: borrowing Session) throws {
        try session.run(
            """
            UPDATE orders
               SET payment_status = \(status)
             WHERE id = \(id) AND payment_status IS DISTINCT FROM 'captured'
            """
        )
    }

    func note(refund id: RefundID, status: String, on session: borrowing Session) throws {
        try session.run(
            """
            UPDATE refunds
               SET status = \(status), changed_at = now()
             WHERE id = \(id) AND status <> 'succeeded'
            """
        )
    }
}
