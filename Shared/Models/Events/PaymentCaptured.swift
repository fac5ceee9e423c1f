public import JSON

/// The money is ours.
public struct PaymentCaptured: EventPayload, Hashable {
    public static let type = "payment.captured"

    public let paymentID: PaymentID
    public let orderID: OrderID
    public let amount: Money
    public let at: Timestamp

    public init(
        paymentID: PaymentID,
        orderID: OrderID,
        amount: Money,
        at: Timestamp
    ) {
        self.paymentID = paymentID
        self.orderID = orderID
        self.amount = amount
        self.at = at
    }

    public var subject: String { paymentID.description }
}

extension PaymentCaptured {
    public init?(json: JSONNode) {
        let paymentID: PaymentID? = json.required("paymentId")
        let orderID: OrderID? = json.required("orderId")
        let amount: Money? = json.required("amount")
        let at: Timestamp? = json.required("at")
        guard let paymentID, let orderID, let amount, let at else { return nil }
        self.init(
            paymentID: paymentID,
            orderID: orderID,
            amount: amount,
            at: at
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("paymentId", paymentID)
            json.field("orderId", orderID)
            json.field("amount", amount)
            json.field("at", at)
        }
    }
}
