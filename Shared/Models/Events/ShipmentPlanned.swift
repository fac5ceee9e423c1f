public import JSON

/// Part of an order will leave from one location.
public struct ShipmentPlanned: EventPayload, Hashable {
    public static let type = "shipment.planned"

    public let shipmentID: ShipmentID
    public let orderID: OrderID
    public let locationID: LocationID
    public let method: DeliveryMethod
    public let lines: [ShipmentLine]
    public let at: Timestamp

    public init(
        shipmentID: ShipmentID,
        orderID: OrderID,
        locationID: LocationID,
        method: DeliveryMethod,
        lines: [ShipmentLine],
        at: Timestamp
    ) {
        self.shipmentID = shipmentID
        self.orderID = orderID
        self.locationID = locationID
        self.method = method
        self.lines = lines
        self.at = at
    }

    public var subject: String { shipmentID.description }
}

extension ShipmentPlanned {
    public init?(json: JSONNode) {
        let shipmentID: ShipmentID? = json.required("shipmentId")
        let orderID: OrderID? = json.required("orderId")
        let locationID: LocationID? = json.required("locationId")
        let method: DeliveryMethod? = json.required("method")
        let lines: [ShipmentLine]? = json.required("lines")
        let at: Timestamp? = json.required("at")
        guard let shipmentID, let orderID, let locationID, let method, let lines, let at else { return nil }
        self.init(
            shipmentID: shipmentID,
            orderID: orderID,
            locationID: locationID,
            method: method,
            lines: lines,
            at: at
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("shipmentId", shipmentID)
            json.field("orderId", orderID)
            json.field("locationId", locationID)
            json.field("method", method)
            json.field("lines", lines)
            json.field("at", at)
        }
    }
}
