public import JSON

/// The last shipment of an order has arrived.
public struct OrderDelivered: EventPayload, Hashable {
    public static let type = "order.delivered"

    public let orderID: OrderID
    public let at: Timestamp

    public init(
        orderID: OrderID,
        at: Timestamp
    ) {
        self.orderID = orderID
        self.at = at
    }

    public var subject: String { orderID.description }
}

extension OrderDelivered {
    public init?(json: JSONNode) {
        let orderID: OrderID? = json.required("orderId")
        let at: Timestamp? = json.required("at")
        guard let orderID, let at else { return nil }
        self.init(
            orderID: orderID,
            at: at
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("orderId", orderID)
            json.field("at", at)
        }
    }
}
