import Models
import Postgres

extension ShipmentRepository {
    static let selection: SQL = """
        SELECT shipments.id, order_id, order_number, customer_id, location_id, method, shipments.status, lines, address,
               shipments.carrier, choice, pickup_code, tracking_number, planned_at, shipped_at, delivered_at,
               cancelled_at
          FROM shipments
          LEFT JOIN labels ON labels.shipment_id = shipments.id AND labels.status = 'active'

        """

    func insert(_ shipments: [Shipment], on session: borrowing Session) throws {
        try session.run(
            """
            INSERT INTO shipments (id, order_id, order_number, customer_id, location_id, method, status, lines,
                                   address, carrier, choice, pickup_code, planned_at)
            SELECT *
              FROM unnest(\(shipments.map(\.id))::uuid[], \(shipments.map(\.orderID))::uuid[],
                          \(shipments.map(\.orderNumber))::text[], \(shipments.map(\.customerID))::uuid[],
                          \(shipments.map(\.location))::text[], \(shipments.map(\.method))::text[],
                          \(shipments.map(\.status))::text[], \(shipments.map { JSONText($0.lines) })::jsonb[],
                          \(shipments.map { $0.address.map { JSONText($0) } })::jsonb[],
                          \(shipments.map(\.carrier))::text[], \(shipments.map(\.choice))::text[],
                          \(shipments.map(\.pickupCode))::text[],
                          \(shipments.map(\.plannedAt))::timestamptz[])
            """
        )
    }

    /// Only what a rule may change.
    func write(_ shipment: Shipment, on session: borrowing Session) throws {
        try session.run(
            """
            UPDATE shipments
               SET status = \(shipment.status), shipped_at = \(shipment.shippedAt),
                   delivered_at = \(shipment.deliveredAt), cancelled_at = \(shipment.cancelledAt),
                   version = version + 1
             WHERE id = \(shipment.id)
            """
        )
        if shipment.status == .cancelled { try labels.void(shipment.id, on: session) }
    }
}

extension Shipment {
    init(_ row: Row) throws {
        try self.init(
            id: row.get("id"),
            orderID: row.get("order_id"),
            orderNumber: row.get("order_number"),
            customerID: row.get("customer_id"),
            location: row.get("location_id"),
            method: row.get("method"),
            status: row.get("status"),
            lines: row.json("lines"),
            address: row.jsonIfPresent("address"),
            carrier: row.get("carrier"),
            choice: row.get("choice"),
            pickupCode: row.get("pickup_code"),
            trackingNumber: row.get("tracking_number"),
            plannedAt: row.get("planned_at"),
            shippedAt: row.get("shipped_at"),
            deliveredAt: row.get("delivered_at"),
            cancelledAt: row.get("cancelled_at")
        )
    }
}

extension Shipment.Method: PostgresConvertible {}
extension Shipment.Status: PostgresConvertible {}

extension ShipmentNews {
    /// The same news as other services hear it.
    var payload: any EventPayload {
        switch self {
        case .planned(let shipment):
            ShipmentPlanned(
                shipmentID: shipment.id,
                orderID: shipment.orderID,
                locationID: shipment.location,
                method: shipment.method.delivery,
                lines: shipment.lines,
                at: shipment.plannedAt
            )
        case .shipped(let shipment):
            ShipmentShipped(
                shipmentID: shipment.id,
                orderID: shipment.orderID,
                locationID: shipment.location,
                method: shipment.method.delivery,
                lines: shipment.lines,
                trackingNumber: shipment.trackingNumber ?? shipment.orderNumber,
                carrier: shipment.carrier?.value ?? "pickup",
                at: shipment.shippedAt ?? shipment.plannedAt
            )
        case .delivered(let shipment, let orderComplete):
            ShipmentDelivered(
                shipmentID: shipment.id,
                orderID: shipment.orderID,
                at: shipment.deliveredAt ?? shipment.plannedAt,
                orderComplete: orderComplete
            )
        case .cancelled(let shipment):
            ShipmentCancelled(
                shipmentID: shipment.id,
                orderID: shipment.orderID,
                at: shipment.cancelledAt ?? shipment.plannedAt
            )
        }
    }
}

extension Shipment.Method {
    fileprivate var delivery: DeliveryMethod {
        switch self {
        case .ship: .ship
        case .pickup: .pickup
        }
    }
}
