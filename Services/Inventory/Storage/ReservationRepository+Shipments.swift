import Models
import Postgres
import ServiceKit

extension ReservationRepository {
    /// Takes what left out of the books, from what was promised to the order at that location.
    func commit(_ shipment: ShipmentShipped, on session: borrowing Session) throws {
        try session.run(
            """
            INSERT INTO reservations (order_id, status, explanation, expires_at)
            VALUES (\(shipment.orderID), 'firm', 'left before the order was heard of', \(shipment.at))
                ON CONFLICT DO NOTHING
            """
        )
        guard let standing = try lock(shipment.orderID, on: session) else { return }
        let shipping = Shipping(
            of: shipment.lines.map { ReservationLine(lineID: $0.lineID, sku: $0.sku, quantity: $0.quantity.value) },
            from: shipment.locationID,
            against: standing.allocations
        )
        try write(shipping.changed, of: shipment.orderID, on: session)
        try stock.change(shipping.leaving.map(\.place), on: session) { levels in
            var departure = Departure(.shipped, reference: shipment.shipmentID.description, from: levels)
            for part in shipping.leaving {
                departure.leave(part.quantity, promised: part.promised, from: part.place)
            }
            return departure.changes
        }
        try advance(standing, on: session)
    }

    private func advance(_ standing: Reservation, on session: borrowing Session) throws {
        let rows = try session.query(
            "SELECT bool_and(shipped = quantity) AS gone FROM allocations WHERE order_id = \(standing.orderID)"
        )
        let isGone = try rows.first?.get("gone", as: Bool?.self) ?? false
        try session.run(
            """
            UPDATE reservations
               SET status = \(standing.status.afterShipping(allShipped: isGone)), changed_at = now()
             WHERE order_id = \(standing.orderID)
            """
        )
    }

    func write(_ allocations: [Allocated], of id: OrderID, on session: borrowing Session) throws {
        guard !allocations.isEmpty else { return }
        try session.run(
            """
            INSERT INTO allocations (order_id, line_id, location_id, sku, quantity, shipped, released)
            SELECT \(id)::uuid, part.*
              FROM unnest(\(allocations.map(\.lineID))::integer[], \(allocations.map(\.location))::text[],
                          \(allocations.map(\.sku))::text[], \(allocations.map(\.quantity))::bigint[],
                          \(allocations.map(\.shipped))::bigint[], \(allocations.map(\.released))::bigint[]) AS part
                ON CONFLICT (order_id, line_id, location_id)
                DO UPDATE SET quantity = excluded.quantity, shipped = excluded.shipped, released = excluded.released
            """
        )
    }
}
