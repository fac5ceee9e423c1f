public import JSON

/// Goods have arrived.
public struct ShipmentDelivered: EventPayload, Hashable {
    public static let type = "shipment.delivered"

    public let shipmentID: ShipmentID
    public let orderID: OrderID
    public let at: Timestamp

    /// Whether this was the last shipment of its order.
    public let orderComplete: Bool

    public init(
        shipmentID: ShipmentID,
        orderID: OrderID,
        at: Timestamp,
        orderComplete: Bool
    ) {
        self.shipmentID = shipmentID
        self.orderID = orderID
        self.at = at
        self.orderComplete = orderComplete
    }

    public var subject: String { shipmentID.description }
}

extension ShipmentDelivered {
    public init?(json: JSONNode) {
        let shipmentID: ShipmentID? = json.required("shipmentId")
        let orderID: OrderID? = json.required("orderId")
        let at: Timestamp? = json.required("at")
        let orderComplete: Bool? = json.required("orderComplete")
        guard let shipmentID, let orderID, let at, let orderComplete else { return nil }
        self.init(
            shipmentID: shipmentID,
            orderID: orderID,
            at: at,
            orderComplete: orderComplete
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("shipmentId", shipmentID)
            json.field("orderId", orderID)
            json.field("at", at)
            json.field("orderComplete", orderComplete)
        }
    }
}
