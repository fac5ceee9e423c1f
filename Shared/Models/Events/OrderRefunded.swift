public import JSON

/// Part or all of an order's price is to be given back.
public struct OrderRefunded: EventPayload, Hashable {
    public static let type = "order.refunded"

    public let refundID: RefundID
    public let orderID: OrderID

    /// Positive; the sum of the lines and what is given back of shipping.
    public let amount: Money
    public let lines: [RefundedLine]
    public let reason: String
    public let at: Timestamp

    public init(
        refundID: RefundID,
        orderID: OrderID,
        amount: Money,
        lines: [RefundedLine],
        reason: String,
        at: Timestamp
    ) {
        self.refundID = refundID
        self.orderID = orderID
        self.amount = amount
        self.lines = lines
        self.reason = reason
        self.at = at
    }

    public var subject: String { orderID.description }
}

extension OrderRefunded {
    public init?(json: JSONNode) {
        let refundID: RefundID? = json.required("refundId")
        let orderID: OrderID? = json.required("orderId")
        let amount: Money? = json.required("amount")
        let lines: [RefundedLine]? = json.required("lines")
        let reason = json.text("reason", length: 1...500)
        let at: Timestamp? = json.required("at")
        guard let refundID, let orderID, let amount, let lines, let reason, let at else { return nil }
        self.init(
            refundID: refundID,
            orderID: orderID,
            amount: amount,
            lines: lines,
            reason: reason,
            at: at
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("refundId", refundID)
            json.field("orderId", orderID)
            json.field("amount", amount)
            json.field("lines", lines)
            json.field("reason", reason)
            json.field("at", at)
        }
    }
}
