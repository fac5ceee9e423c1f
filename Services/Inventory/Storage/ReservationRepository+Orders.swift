import Models
import Postgres
import ServiceKit

extension ReservationRepository {
    /// The hold of a placed order no longer expires.
    func firm(_ order: OrderPlaced, on session: borrowing Session) throws {
        let firmed = try session.run(
            """
            UPDATE reservations
               SET status = 'firm', changed_at = now()
             WHERE order_id = \(order.orderID) AND status = 'held'
            """
        )
        if firmed == 0 { try holdAgain(order, on: session) }
    }

    /// For an order that was placed at the last moment, when its hold had just run out: the same units are promised
    /// again if they are still there. Otherwise the order hears that it has no stock, and unwinds.
    private func holdAgain(_ order: OrderPlaced, on session: borrowing Session) throws {
        let standing = try lock(order.orderID, on: session)
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
            try write(lacks.map(\.allocation), of: order.orderID, on: session)
        }
    }

    /// - Returns: Whether this order is new here; false for one that was sold or cancelled before.
    func beginCommitted(_ order: OrderPlaced, at till: LocationID, on session: borrowing Session) throws -> Bool {
        try session.run(
            """
            INSERT INTO reservations (order_id, channel_id, status, explanation, expires_at)
            VALUES (\(order.orderID), \(order.channelID), 'committed', \("sold at \(till.value)"), \(order.placedAt))
                ON CONFLICT DO NOTHING
            """
        ) == 1
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
