public import JSON

/// What is given back for one order line.
public struct RefundedLine: Sendable, Hashable {
    public let lineID: Int

    /// Zero when money is given back but no goods.
    public let quantity: Quantity
    public let amount: Money

    public init(
        lineID: Int,
        quantity: Quantity,
        amount: Money
    ) {
        self.lineID = lineID
        self.quantity = quantity
        self.amount = amount
    }
}

extension RefundedLine: JSONConvertible {
    public init?(json: JSONNode) {
        let lineID: Int? = json.required("lineId", in: 1...10_000)
        let quantity: Quantity? = json.required("quantity")
        let amount: Money? = json.required("amount")
        guard let lineID, let quantity, let amount else { return nil }
        self.init(
            lineID: lineID,
            quantity: quantity,
            amount: amount
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("lineId", lineID)
            json.field("quantity", quantity)
            json.field("amount", amount)
        }
    }
}
