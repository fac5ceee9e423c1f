/// Points spent on a cart and earned by it.
struct PointsSpending {
    private(set) var spent = 0
    private(set) var earned = 0
    private(set) var rejected: [Rejected] = []

    init() {}

    /// Takes whole points off the goods, never more than they cost; points are earned on what is left to pay.
    init(_ rule: PointsRule, on cart: inout DiscountedCart) throws(PricingError) {
        spent = Int(min(Int64(rule.toSpend), cart.remaining / rule.minorPerPoint))
        let value = Money(amountMinor: Int64(spent) * rule.minorPerPoint, currency: cart.currency)
        try PricingError.checking { () throws(MoneyError) in
            try cart.takeOff(value, kind: .points, code: "points", reason: "\(spent) points spent") { _ in true }
        }
        if spent < rule.toSpend {
            let reason = "\(spent) of \(rule.toSpend) points were spent; the goods do not cost more."
            rejected.append(Rejected(code: "points", reason: reason))
        }
        if let minorPerEarnedPoint = rule.minorPerEarnedPoint {
            earned = Int(min(cart.remaining / minorPerEarnedPoint, Int64(Int32.max)))
        }
    }
}
