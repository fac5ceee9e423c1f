public import JSON

/// The provider said a definite no. An unknown outcome is never told as this.
public struct PaymentFailed: EventPayload, Hashable {
    public static let type = "payment.failed"

    public let paymentID: PaymentID
    public let orderID: OrderID
    public let reason: String
    public let at: Timestamp

    public init(
        paymentID: PaymentID,
        orderID: OrderID,
        reason: String,
        at: Timestamp
    ) {
        self.paymentID = paymentID
        self.orderID = orderID
        self.reason = reason
        self.at = at
    }

    public var subject: String { paymentID.description }
}

extension PaymentFailed {
    public init?(json: JSONNode) {
        let paymentID: PaymentID? = json.required("paymentId")
        let orderID: OrderID? = json.required("orderId")
        let reason = json.text("reason", length: 1...500)
        let at: Timestamp? = json.required("at")
        guard let paymentID, let orderID, let reason, let at else { return nil }
        self.init(
            paymentID: paymentID,
            orderID: orderID,
            reason: reason,
            at: at
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("paymentId", paymentID)
            json.field("orderId", orderID)
            json.field("reason", reason)
            json.field("at", at)
        }
    }
}
