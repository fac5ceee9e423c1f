public import JSON

/// The one way a price is told: in quotes, orders, invoices, refunds and events. Whoever shows a price shows this.
public struct Breakdown: Sendable, Hashable {
    public let currency: Currency
    public let lines: [LineBreakdown]

    /// Tax included.
    public let shipping: Money

    /// What all adjustments took off the lines; negative when they added.
    public let discountTotal: Money

    /// Taxes of all lines, those included in the prices too.
    public let taxTotal: Money

    /// What the customer pays.
    public let total: Money
    public let pointsSpent: Int
    public let pointsEarned: Int
    public let rejected: [Rejected]

    public init(
        currency: Currency,
        lines: [LineBreakdown],
        shipping: Money,
        discountTotal: Money,
        taxTotal: Money,
        total: Money,
        pointsSpent: Int,
        pointsEarned: Int,
        rejected: [Rejected]
    ) {
        self.currency = currency
        self.lines = lines
        self.shipping = shipping
        self.discountTotal = discountTotal
        self.taxTotal = taxTotal
        self.total = total
        self.pointsSpent = pointsSpent
        self.pointsEarned = pointsEarned
        self.rejected = rejected
    }
}

extension Breakdown: JSONConvertible {
    public init?(json: JSONNode) {
        let currency: Currency? = json.required("currency")
        let lines: [LineBreakdown]? = json.required("lines")
        let shipping: Money? = json.required("shipping")
        let discountTotal: Money? = json.required("discountTotal")
        let taxTotal: Money? = json.required("taxTotal")
        let total: Money? = json.required("total")
        let pointsSpent: Int? = json.required("pointsSpent", in: 0...Int(Int32.max))
        let pointsEarned: Int? = json.required("pointsEarned", in: 0...Int(Int32.max))
        let rejected: [Rejected]? = json.required("rejected")
        guard let currency, let lines, let shipping, let discountTotal, let taxTotal, let total, let pointsSpent,
            let pointsEarned, let rejected
        else { return nil }
        self.init(
            currency: currency,
            lines: lines,
            shipping: shipping,
            discountTotal: discountTotal,
            taxTotal: taxTotal,
            total: total,
            pointsSpent: pointsSpent,
            pointsEarned: pointsEarned,
            rejected: rejected
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("currency", currency)
            json.field("lines", lines)
            json.field("shipping", shipping)
            json.field("discountTotal", discountTotal)
            json.field("taxTotal", taxTotal)
            json.field("total", total)
            json.field("pointsSpent", pointsSpent)
            json.field("pointsEarned", pointsEarned)
            json.field("rejected", rejected)
        }
    }
}
