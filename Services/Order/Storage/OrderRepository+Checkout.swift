import JSON
import Models
import Postgres
import ServiceKit

/// What the checkout saga writes: the intent, and each way it can go on.
extension OrderRepository {
    /// The statement that writes down intents: nothing is promised yet, and each order's id exists before anybody is
    /// asked.
    ///
    /// It returns the ids written; an order whose channel brought its external id before is not written again. In the
    /// order of their keys, so that two batches which overlap wait for each other instead of deadlocking.
    /// - Parameter statusTokens: Of the orders that get a status page; a marketplace shows its own.
    func beginning(_ placings: [Placing], statusTokens: [OrderID: StatusToken]) -> SQL {
        let owners = placings.map(\.owner)
        let actors = placings.map { $0.owner?.actor ?? "channel:\($0.channelID)" }
        return """
            WITH begun AS (
                INSERT INTO orders (id, number, channel_id, origin, external_id, customer_id, guest, status, currency,
                                    delivery, tender, payment_id, locale, link_hash, serial)
                SELECT id, number, channel_id, origin, external_id, customer_id, guest, 'checkingOut', currency,
                       delivery, tender, payment_id, locale, sha256(convert_to(secret, 'UTF8')), serial
                  FROM unnest(
                           \(placings.map(\.orderID))::uuid[],
                           \(placings.map(\.number))::text[],
                           \(placings.map(\.channelID))::text[],
                           \(placings.map(\.origin.rawValue))::text[],
                           \(placings.map(\.externalID))::text[],
                           \(owners.map { $0?.customerID })::uuid[],
                           \(owners.map { $0?.guest })::text[],
                           \(placings.map(\.currency))::text[],
                           \(placings.map { JSONText($0.delivery) })::json[],
                           \(placings.map { $0.tender.map { JSONText($0) } })::json[],
                           \(placings.map { $0.payment?.paymentID })::uuid[],
                           \(placings.map(\.locale))::text[],
                           \(placings.map { statusTokens[$0.orderID]?.secret })::text[],
                           \(placings.map { OrderNumber($0.number)?.sequence })::bigint[]
                       ) AS intent (id, number, channel_id, origin, external_id, customer_id, guest, currency, delivery,
                                    tender, payment_id, locale, secret, serial)
                 ORDER BY channel_id, external_id, id
                    ON CONFLICT (channel_id, external_id) DO NOTHING
                RETURNING id
            ), told AS (
                INSERT INTO order_history (order_id, version, to_status, actor, reason)
                SELECT id, 1, 'checkingOut', actor, 'checked out'
                  FROM begun
                  JOIN unnest(\(placings.map(\.orderID))::uuid[], \(actors)::text[]) AS intent (id, actor) USING (id)
            )
            SELECT id FROM begun
            """
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

    /// The one commit that makes them orders: status, history, baskets, and what the world is told.
    /// - Throws: `illegalTransition` when any of them is not where it should be.
    func place(_ placings: [Placing], on session: borrowing Session) throws {
        let placed = placings.map { PlacedRow($0) }
        let baskets = placings.compactMap(\.basketID)
        var statements = [Self.placing(placed)]
        if !baskets.isEmpty {
            statements.append(
                "UPDATE baskets SET status = 'ordered', changed_at = now() WHERE id = ANY(\(baskets)::uuid[])"
            )
        }
        let written = try session.pipeline(statements)[0]
        if written.count < placed.count {
            let moved = Set(try written.map { try $0.get("id", as: OrderID.self) })
            let stray = placed.first { !moved.contains($0.placing.orderID) }
            throw OrderError.illegalTransition(
                stray?.placing.orderID ?? placings[0].orderID,
                from: stray?.from ?? .checkingOut,
                to: .placed
            )
        }
        try outbox.append(try placed.map { try $0.event }, on: session)
    }

    private static func placing(_ rows: [PlacedRow]) -> SQL {
        """
        WITH placed AS (
            UPDATE orders
               SET status = 'placed', version = version + 1, changed_at = now(), placed_at = row.placed_at,
                   breakdown = row.breakdown, total_minor = row.total_minor, allocations = row.allocations,
                   payment_status = CASE WHEN is_paid_elsewhere THEN payment_status
                                         ELSE coalesce(payment_status, 'authorised') END,
                   action = NULL
              FROM unnest(
                       \(rows.map(\.placing.orderID))::uuid[],
                       \(rows.map(\.from))::text[],
                       \(rows.map(\.placedAt))::timestamptz[],
                       \(rows.map { JSONText($0.placing.breakdown) })::json[],
                       \(rows.map { $0.placing.breakdown?.total.amountMinor })::bigint[],
                       \(rows.map { JSONText($0.placing.reservation?.allocations ?? []) })::json[],
                       \(rows.map { $0.placing.payment == nil })::boolean[]
                   ) AS row (id, from_status, placed_at, breakdown, total_minor, allocations, is_paid_elsewhere)
             WHERE orders.id = row.id AND orders.status = row.from_status
            RETURNING orders.id, orders.version, from_status, is_paid_elsewhere
        ), told AS (
            INSERT INTO order_history (order_id, version, from_status, to_status, actor, reason)
            SELECT id, version, from_status, 'placed', 'order',
                   CASE WHEN is_paid_elsewhere THEN 'paid elsewhere' ELSE 'payment authorised' END
              FROM placed
        )
        SELECT id FROM placed
        """
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

/// An order at the moment it is placed.
private struct PlacedRow: Sendable {
    let placing: Placing
    let from: OrderStatus
    let placedAt: Timestamp

    init(_ placing: Placing) {
        self.placing = placing
        from = placing.isWaiting ? .awaitingPayment : .checkingOut
        placedAt = placing.placedAt ?? .now
    }

    var event: OrderPlaced {
        get throws {
            guard let breakdown = placing.breakdown else { throw OrderError.notFound(placing.orderID) }
            return OrderPlaced(
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
