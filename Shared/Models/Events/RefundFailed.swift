public import JSON

/// The provider refused to give money back; a person must look at it.
public struct RefundFailed: EventPayload, Hashable {
    public static let type = "refund.failed"

    public let refundID: RefundID
    public let paymentID: PaymentID
    public let orderID: OrderID
    public let amount: Money
    public let reason: String
    public let at: Timestamp

    public init(
        refundID: RefundID,
        paymentID: PaymentID,
        orderID: OrderID,
        amount: Money,
        reason: String,
        at: Timestamp
    ) {
        self.refundID = refundID
        self.paymentID = paymentID
        self.orderID = orderID
        self.amount = amount
        self.reason = reason
        self.at = at
    }

    public var subject: String { paymentID.description }
}

extension RefundFailed {
    public init?(json: JSONNode) {
        let refundID: RefundID? = json.required("refundId")
        let paymentID: PaymentID? = json.required("paymentId")
        let orderID: OrderID? = json.required("orderId")
        let amount: Money? = json.required("amount")
        let reason = json.text("reason", length: 1...500)
        let at: Timestamp? = json.required("at")
        guard let refundID, let paymentID, let orderID, let amount, let reason, let at else { return nil }
        self.init(
            refundID: refundID,
            paymentID: paymentID,
            orderID: orderID,
            amount: amount,
            reason: reason,
            at: at
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("refundId", refundID)
            json.field("paymentId", paymentID)
            json.field("orderId", orderID)
            json.field("amount", amount)
            json.field("reason", reason)
            json.field("at", at)
        }
    }
}
