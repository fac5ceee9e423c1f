public import JSON

/// A member's points went up or down.
public struct PointsChanged: EventPayload, Hashable {
    public static let type = "points.changed"

    public let customerID: CustomerID
    public let orderID: OrderID?

    /// Points added, or taken when negative.
    public let delta: Int

    /// After the change.
    public let balance: Int
    public let reason: String

    public init(
        customerID: CustomerID,
        orderID: OrderID? = nil,
        delta: Int,
        balance: Int,
        reason: String
    ) {
        self.customerID = customerID
        self.orderID = orderID
        self.delta = delta
        self.balance = balance
        self.reason = reason
    }

    public var subject: String { customerID.description }
}

extension PointsChanged {
    public init?(json: JSONNode) {
        let customerID: CustomerID? = json.required("customerId")
        let orderID: OrderID? = json.optional("orderId")
        let delta: Int? = json.required("delta")
        let balance: Int? = json.required("balance")
        let reason = json.text("reason", length: 1...255)
        guard let customerID, let delta, let balance, let reason else { return nil }
        self.init(
            customerID: customerID,
            orderID: orderID,
            delta: delta,
            balance: balance,
            reason: reason
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("customerId", customerID)
            json.field("orderId", orderID)
            json.field("delta", delta)
            json.field("balance", balance)
            json.field("reason", reason)
        }
    }
}
