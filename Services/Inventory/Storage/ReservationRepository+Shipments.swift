import Models
import Postgres
import ServiceKit

extension ReservationRepository {
    /// Takes what left out of the books, from what was promised to the orders at those locations.
    func commit(_ shipments: [ShipmentShipped], on session: borrowing Session) throws {
        let before = try lockOrBegin(shipments, on: session)
        var after = before
        var leaving: [(shipment: ShipmentID, part: Leaving)] = []
        for shipment in shipments {
            let lines = shipment.lines.map { line in
                ReservationLine(lineID: line.lineID, sku: line.sku, quantity: line.quantity.value)
            }
            let parts = after[shipment.orderID]?.ship(lines, from: shipment.locationID) ?? []
            leaving += parts.map { (shipment.shipmentID, $0) }
        }
        try write(after.values.filter { $0 != before[$0.orderID] }, on: session)
        try stock.change(leaving.map(\.part.place), on: session) { levels in
            var departure = Departure(.shipped, from: levels)
            for (shipment, part) in leaving {
                departure.leave(
                    part.quantity,
                    promised: part.promised,
                    from: part.place,
                    reference: shipment.description
                )
            }
            return departure.changes
        }
    }

    /// An order that nobody told of yet begins with its first parcel.
    private func lockOrBegin(
        _ shipments: [ShipmentShipped],
        on session: borrowing Session
    ) throws -> [OrderID: Reservation] {
        let ids = Set(shipments.map(\.orderID)).sorted()
        try session.run(
            """
            INSERT INTO reservations (order_id, status, explanation, expires_at)
            SELECT id, 'firm', 'left before the order was heard of', now()
              FROM unnest(\(ids)::uuid[]) AS id
                ON CONFLICT DO NOTHING
            """
        )
        let standing = try lock(ids, on: session)
        return Dictionary(standing.map { ($0.orderID, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func write(_ reservations: [Reservation], on session: borrowing Session) throws {
        guard !reservations.isEmpty else { return }
        try session.run(
            """
            UPDATE reservations
               SET status = changed.status, changed_at = now()
              FROM unnest(\(reservations.map(\.orderID))::uuid[], \(reservations.map(\.status))::text[])
                   AS changed(order_id, status)
             WHERE reservations.order_id = changed.order_id
            """
        )
        try write(reservations.flatMap { order in order.allocations.map { (order.orderID, $0) } }, on: session)
    }

    func write(_ allocations: [(order: OrderID, part: Allocated)], on session: borrowing Session) throws {
        guard !allocations.isEmpty else { return }
        let parts = allocations.map(\.part)
        try session.run(
            """
            INSERT INTO allocations (order_id, line_id, location_id, sku, quantity, shipped, released)
            SELECT *
              FROM unnest(\(allocations.map(\.order))::uuid[], \(parts.map(\.lineID))::integer[],
                          \(parts.map(\.location))::text[], \(parts.map(\.sku))::text[],
                          \(parts.map(\.quantity))::bigint[], \(parts.map(\.shipped))::bigint[],
                          \(parts.map(\.released))::bigint[])
                ON CONFLICT (order_id, line_id, location_id)
                DO UPDATE SET quantity = excluded.quantity, shipped = excluded.shipped, released = excluded.released
            """
        )
    }
}
