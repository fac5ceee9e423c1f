import Models
import Postgres
import ServiceKit

extension ReservationRepository {
    /// The holds of placed orders no longer expire.
    func firm(_ orders: [OrderPlaced], on session: borrowing Session) throws {
        guard !orders.isEmpty else { return }
        let rows = try session.query(
            """
            UPDATE reservations
               SET status = 'firm', changed_at = now()
             WHERE order_id = ANY(\(orders.map(\.orderID))) AND status = 'held'
            RETURNING order_id
            """
        )
        let firmed: Set<OrderID> = try Set(rows.map { try $0.get("order_id") })
        for order in orders where !firmed.contains(order.orderID) { try holdAgain(order, on: session) }
    }

    /// For an order that was placed at the last moment, when its hold had just run out: the same units are promised
    /// again if they are still there. Otherwise the order hears that it has no stock, and unwinds.
    private func holdAgain(_ order: OrderPlaced, on session: borrowing Session) throws {
        let standing = try lock([order.orderID], on: session).first
        let lacks = standing.lacks(of: order.allocations.map(Allocated.init))
        guard standing?.status != .released, !lacks.isEmpty else { return }

        var isShort = false
        try stock.change(lacks.map(\.allocation.place), on: session) { levels in
            guard let holds = lacks.holds(from: levels) else {
                isShort = true
                return []
            }
            return holds
        }
        if isShort {
            try write(order, as: standing?.status ?? .expired, why: "gone before the order was heard of", on: session)
            try outbox.append(ReservationExpired(orderID: order.orderID, at: .now), on: session)
        } else {
            try write(order, as: .firm, why: "held when the order was heard of", on: session)
            try write(lacks.map { (order.orderID, $0.allocation) }, on: session)
        }
    }

    /// - Returns: Those new here; the others were sold or cancelled before.
    func beginCommitted(_ sales: [TillSale], on session: borrowing Session) throws -> [TillSale] {
        let rows = try session.query(
            """
            INSERT INTO reservations (order_id, channel_id, status, explanation, expires_at)
            SELECT order_id, channel_id, 'committed', 'sold at ' || till, placed_at
              FROM unnest(\(sales.map(\.order.orderID))::uuid[], \(sales.map(\.order.channelID))::text[],
                          \(sales.map(\.till))::text[], \(sales.map(\.order.placedAt))::timestamptz[])
                   AS sale(order_id, channel_id, till, placed_at)
                ON CONFLICT DO NOTHING
            RETURNING order_id
            """
        )
        let begun: Set<OrderID> = try Set(rows.map { try $0.get("order_id") })
        return sales.filter { begun.contains($0.order.orderID) }
    }

    private func write(
        _ order: OrderPlaced,
        as status: Reservation.Status,
        why: String,
        on session: borrowing Session
    ) throws {
        try session.run(
            """
            INSERT INTO reservations (order_id, channel_id, status, explanation, expires_at)
            VALUES (\(order.orderID), \(order.channelID), \(status), \(why), \(order.placedAt))
                ON CONFLICT (order_id) DO UPDATE SET status = excluded.status, changed_at = now()
            """
        )
    }
}

extension Allocated {
    fileprivate init(_ allocation: Allocation) {
        self.init(
            lineID: allocation.lineID,
            sku: allocation.sku,
            location: allocation.locationID,
            quantity: allocation.quantity.value
        )
    }
}
