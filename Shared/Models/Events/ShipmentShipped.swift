public import JSON

/// Goods have left, or were handed over at the counter; from now on they can be returned, not cancelled.
public struct ShipmentShipped: EventPayload, Hashable {
    public static let type = "shipment.shipped"

    public let shipmentID: ShipmentID
    public let orderID: OrderID
    public let locationID: LocationID
    public let method: DeliveryMethod
    public let lines: [ShipmentLine]
    public let trackingNumber: String
    public let carrier: String
    public let at: Timestamp

    public init(
        shipmentID: ShipmentID,
        orderID: OrderID,
        locationID: LocationID,
        method: DeliveryMethod,
        lines: [ShipmentLine],
        trackingNumber: String,
        carrier: String,
        at: Timestamp
    ) {
        self.shipmentID = shipmentID
        self.orderID = orderID
        self.locationID = locationID
        self.method = method
        self.lines = lines
        self.trackingNumber = trackingNumber
        self.carrier = carrier
        self.at = at
    }

    public var subject: String { shipmentID.description }
}

extension ShipmentShipped {
    public init?(json: JSONNode) {
        let shipmentID: ShipmentID? = json.required("shipmentId")
        let orderID: OrderID? = json.required("orderId")
        let locationID: LocationID? = json.required("locationId")
        let method: DeliveryMethod? = json.required("method")
        let lines: [ShipmentLine]? = json.required("lines")
        let trackingNumber = json.text("trackingNumber", length: 1...40)
        let carrier = json.text("carrier", length: 1...40)
        let at: Timestamp? = json.required("at")
        guard let shipmentID, let orderID, let locationID, let method, let lines, let trackingNumber, let carrier,
            let at
        else { return nil }
        self.init(
            shipmentID: shipmentID,
            orderID: orderID,
            locationID: locationID,
            method: method,
            lines: lines,
            trackingNumber: trackingNumber,
            carrier: carrier,
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
            json.field("trackingNumber", trackingNumber)
            json.field("carrier", carrier)
            json.field("at", at)
        }
    }
}
