import JSON
import Models
import Postgres
import ServiceKit

/// What the checkout saga writes: the intent, and each way it can go on.
extension OrderRepository {
    /// The intent: nothing is promised yet, and the order's id exists before anybody is asked.
    /// - Returns: false when the channel brought an order of this external id before; then nothing is written.
    @discardableResult
    func begin(_ placing: Placing, statusToken: StatusToken?, on session: borrowing Session) throws -> Bool {
        let actor = placing.owner?.actor ?? "channel:\(placing.channelID)"
        let written = try session.pipeline([
            """
            INSERT INTO orders (id, number, channel_id, origin, external_id, customer_id, guest, status, currency,
                                delivery, tender, payment_id, locale, status_token_hash)
            VALUES (\(placing.orderID), \(placing.number), \(placing.channelID), \(placing.origin.rawValue),
                    \(placing.externalID), \(placing.owner?.customerID), \(placing.owner?.guest),
                    \(OrderStatus.checkingOut), \(placing.currency), \(json: placing.delivery), \(json: placing.tender),
                    \(placing.payment?.paymentID), \(placing.locale), sha256(convert_to(\(statusToken?.text), 'UTF8')))
                ON CONFLICT (channel_id, external_id) DO NOTHING
            """,
            """
            INSERT INTO order_history (order_id, version, to_status, actor, reason)
            SELECT id, version, status, \(actor), 'checked out'
              FROM orders
             WHERE id = \(placing.orderID)
            """,
        ])
        return written.first?.affected == 1
    }

    /// The customer must act. Said again when the payment is asked about again; then nothing changes.
    func awaitPayment(_ placing: Placing, on session: borrowing Session) throws {
        let rows = try session.query("SELECT status FROM orders WHERE id = \(placing.orderID) FOR UPDATE")
        guard try rows.first?.get("status", as: OrderStatus.self) == .checkingOut else { return }
        let action = placing.action.map { JSONText($0.json) }
        try write(
            placing.orderID,
            from: .checkingOut,
            to: .awaitingPayment,
            setting: placing.found + ", action = \(action)",
            actor: "order",
            reason: "the customer must act at the payment provider",
            on: session
        )
    }

    /// The one commit that makes it an order: status, history, basket, and what the world is told.
    func place(_ placing: Placing, on session: borrowing Session) throws {
        guard let breakdown = placing.breakdown else { throw OrderError.notFound(placing.orderID) }
        let placedAt = placing.placedAt ?? .now
        let paymentStatus: SQL =
            placing.payment == nil ? "" : ", payment_status = coalesce(payment_status, 'authorised')"
        try write(
            placing.orderID,
            from: placing.isWaiting ? .awaitingPayment : .checkingOut,
            to: .placed,
            setting: placing.found + ", placed_at = \(placedAt), action = NULL" + paymentStatus,
            actor: "order",
            reason: placing.payment == nil ? "paid elsewhere" : "payment authorised",
            on: session
        )
        if let basket = placing.basketID {
            try session.run("UPDATE baskets SET status = 'ordered', changed_at = now() WHERE id = \(basket)")
        }
        try outbox.append(
            OrderPlaced(
                orderID: placing.orderID,
                number: placing.number,
                channelID: placing.channelID,
                origin: placing.origin,
                customerID: placing.owner?.customerID,
                placedAt: placedAt,
                breakdown: breakdown,
                delivery: placing.delivery,
                allocations: placing.reservation?.allocations ?? [],
                paymentID: placing.payment?.paymentID,
                tender: placing.tender,
                externalID: placing.externalID,
                locale: placing.locale
            ),
            on: session
        )
    }

    /// Everything was undone. Nobody was told of an order, so nobody needs to be told of its end; the basket is the
    /// customer's again.
    func giveUp(_ placing: Placing, because refusal: SagaRefusal, on session: borrowing Session) throws {
        let rows = try session.query(
            "SELECT status, cancel_actor, cancel_reason FROM orders WHERE id = \(placing.orderID) FOR UPDATE"
        )
        guard let row = rows.first else { return }
        let status = try row.get("status", as: OrderStatus.self)
        try write(
            placing.orderID,
            from: status,
            to: status == .awaitingPayment ? .cancelled : .rejected,
            setting: ", refusal = \(json: refusal), action = NULL",
            actor: try row.get("cancel_actor", as: String?.self) ?? "order",
            reason: try row.get("cancel_reason", as: String?.self) ?? refusal.problem.type,
            on: session
        )
        if let basket = placing.basketID {
            try session.run(
                """
                UPDATE baskets
                   SET status = 'open', order_id = NULL, version = version + 1, changed_at = now()
                 WHERE id = \(basket) AND order_id = \(placing.orderID)
                """
            )
        }
    }
}

extension Placing {
    /// What the steps found out, as columns.
    fileprivate var found: SQL {
        """
        , breakdown = \(json: breakdown), total_minor = \(breakdown?.total.amountMinor),
          allocations = \(json: reservation?.allocations)
        """
    }
}

extension Owner {
    /// As the history names who did something.
    var actor: String {
        switch self {
        case .customer(let id): "customer:\(id)"
        case .guest(let subject): "guest:\(subject)"
        }
    }
}
