public import JSON

/// An order will not be fulfilled; what was held is released and what was paid is owed back.
public struct OrderCancelled: EventPayload, Hashable {
    public static let type = "order.cancelled"

    public let orderID: OrderID
    public let at: Timestamp

    /// Who cancelled: a subject from a token, or the name of a workflow.
    public let actor: String
    public let reason: String

    public init(
        orderID: OrderID,
        at: Timestamp,
        actor: String,
        reason: String
    ) {
        self.orderID = orderID
        self.at = at
        self.actor = actor
        self.reason = reason
    }

    public var subject: String { orderID.description }
}

extension OrderCancelled {
    public init?(json: JSONNode) {
        let orderID: OrderID? = json.required("orderId")
        let at: Timestamp? = json.required("at")
        let actor = json.text("actor", length: 1...120)
        let reason = json.text("reason", length: 1...500)
        guard let orderID, let at, let actor, let reason else { return nil }
        self.init(
            orderID: orderID,
            at: at,
            actor: actor,
            reason: reason
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("orderId", orderID)
            json.field("at", at)
            json.field("actor", actor)
            json.field("reason", reason)
        }
    }
}
