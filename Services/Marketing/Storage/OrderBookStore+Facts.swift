import Models
import Postgres

extension OrderBookStore {
    /// - Returns: whether the refund is new.
    func add(_ refund: OrderRefunded, units: Int64, on session: borrowing Session) throws -> Bool {
        try session.run(
            """
            INSERT INTO order_refunds (refund_id, order_id, amount_minor, units, at)
            VALUES (\(refund.refundID), \(refund.orderID), \(refund.amount.amountMinor), \(units), \(refund.at))
                ON CONFLICT (refund_id) DO NOTHING
            """
        ) > 0
    }

    /// Delivery moves nothing yet; it is kept, because what may be said to a customer depends on it.
    func markDelivered(_ order: OrderID, at time: Timestamp, on session: borrowing Session) throws {
        try session.run(
            """
            INSERT INTO order_books (order_id, delivered_at)
            VALUES (\(order), \(time))
                ON CONFLICT (order_id) DO UPDATE SET delivered_at = excluded.delivered_at
            """
        )
    }

    /// What the order's quote claimed, as it was asked and answered.
    func storeQuote(
        _ order: OrderID,
        request: String,
        answer: String,
        expiresAt: Timestamp,
        on session: borrowing Session
    ) throws {
        try session.run(
            """
            UPDATE order_books
               SET quote_request = \(request), quote_answer = \(answer), hold_expires_at = \(expiresAt)
             WHERE order_id = \(order)
            """
        )
    }

    func storedQuote(_ order: OrderID, on session: borrowing Session) throws -> (request: String, answer: String)? {
        let rows = try session.query("SELECT quote_request, quote_answer FROM order_books WHERE order_id = \(order)")
        guard let row = rows.first, let request = try row.get("quote_request", as: String?.self),
            let answer = try row.get("quote_answer", as: String?.self)
        else { return nil }
        return (request, answer)
    }
}
