import Models
import Postgres

extension ReservationRepository {
    /// A row for each allocation; one row with nulls for a reservation without any.
    static func standing(_ ids: [OrderID]) -> SQL {
        """
        SELECT order_id, channel_id, status, expires_at, explanation,
               line_id, location_id, sku, quantity, shipped, released
          FROM reservations
          LEFT JOIN allocations USING (order_id)
         WHERE order_id = ANY(\(ids))
         ORDER BY order_id, line_id, location_id
        """
    }

    static func reservations(in rows: Rows) throws -> [Reservation] {
        var found: [Reservation] = []
        for row in rows {
            let id: OrderID = try row.get("order_id")
            let allocation = try Allocated(row)
            if let last = found.last, last.orderID == id {
                found[found.count - 1].allocations += allocation.map { [$0] } ?? []
            } else {
                found.append(try Reservation(row, allocations: allocation.map { [$0] } ?? []))
            }
        }
        return found
    }

    /// The rows of new reservations, for a transaction in which nobody else can hold them.
    ///
    /// Without `ON CONFLICT`: when another replica held the same order meanwhile, this batch must not have taken stock
    /// for it twice. The violation rolls it back, and the batch writer tries its items one by one.
    static func insertions(of reservations: [Reservation]) -> [SQL] {
        let rows = reservations.flatMap { reservation in reservation.allocations.map { (reservation.orderID, $0) } }
        return [
            """
            INSERT INTO reservations (order_id, channel_id, status, expires_at, explanation)
            SELECT * FROM unnest(\(reservations.map(\.orderID))::uuid[], \(reservations.map(\.channelID))::text[],
                                 \(reservations.map(\.status))::text[],
                                 \(reservations.map(\.expiresAt))::timestamptz[],
                                 \(reservations.map(\.explanation))::text[])
            """,
            """
            INSERT INTO allocations (order_id, line_id, location_id, sku, quantity)
            SELECT * FROM unnest(\(rows.map(\.0))::uuid[], \(rows.map(\.1.lineID))::integer[],
                                 \(rows.map(\.1.location))::text[], \(rows.map(\.1.sku))::text[],
                                 \(rows.map(\.1.quantity))::bigint[])
            """,
        ]
    }
}

extension Reservation {
    fileprivate init(_ row: Row, allocations: [Allocated]) throws {
        try self.init(
            orderID: row.get("order_id"),
            channelID: row.get("channel_id"),
            status: row.get("status"),
            expiresAt: row.get("expires_at"),
            allocations: allocations,
            explanation: row.get("explanation")
        )
    }
}

extension Allocated {
    fileprivate init?(_ row: Row) throws {
        guard let lineID = try row.get("line_id", as: Int?.self) else { return nil }
        try self.init(
            lineID: lineID,
            sku: row.get("sku"),
            location: row.get("location_id"),
            quantity: row.get("quantity"),
            shipped: row.get("shipped"),
            released: row.get("released")
        )
    }
}
