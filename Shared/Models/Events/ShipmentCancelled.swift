public import JSON

/// A planned shipment will not leave; its stock is free again.
public struct ShipmentCancelled: EventPayload, Hashable {
    public static let type = "shipment.cancelled"

    public let shipmentID: ShipmentID
    public let orderID: OrderID
    public let at: Timestamp

    public init(
        shipmentID: ShipmentID,
        orderID: OrderID,
        at: Timestamp
    ) {
        self.shipmentID = shipmentID
        self.orderID = orderID
        self.at = at
    }

    public var subject: String { shipmentID.description }
}

extension ShipmentCancelled {
    public init?(json: JSONNode) {
        let shipmentID: ShipmentID? = json.required("shipmentId")
        let orderID: OrderID? = json.required("orderId")
        let at: Timestamp? = json.required("at")
        guard let shipmentID, let orderID, let at else { return nil }
        self.init(
            shipmentID: shipmentID,
            orderID: orderID,
            at: at
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("shipmentId", shipmentID)
            json.field("orderId", orderID)
            json.field("at", at)
        }
    }
}
