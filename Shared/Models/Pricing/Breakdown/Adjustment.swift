public import JSON

/// One reason why a line costs more or less than its list price.
public struct Adjustment: Sendable, Hashable {
    public let kind: AdjustmentKind

    /// The promotion's id, the coupon's code, or what the till calls it.
    public let code: String

    /// A sentence for the shopper.
    public let reason: String

    /// Negative lowers the price.
    public let amount: Money

    public init(
        kind: AdjustmentKind,
        code: String,
        reason: String,
        amount: Money
    ) {
        self.kind = kind
        self.code = code
        self.reason = reason
        self.amount = amount
    }
}

extension Adjustment: JSONConvertible {
    public init?(json: JSONNode) {
        let kind: AdjustmentKind? = json.required("kind")
        let code = json.text("code", length: 0...120)
        let reason = json.text("reason", length: 0...500)
        let amount: Money? = json.required("amount")
        guard let kind, let code, let reason, let amount else { return nil }
        self.init(
            kind: kind,
            code: code,
            reason: reason,
            amount: amount
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind)
            json.field("code", code)
            json.field("reason", reason)
            json.field("amount", amount)
        }
    }
}
