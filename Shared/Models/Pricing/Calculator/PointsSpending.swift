/// Points spent on a cart and earned by it.
struct PointsSpending {
    private(set) var spent = 0
    private(set) var earned = 0
    private(set) var rejected: [Rejected] = []

    init() {}

    /// Takes points off the goods, never more than they cost; points are earned on what is left to pay.
    ///
    /// The last point may be worth less than a whole one. Leaving what is less than a point to be paid would make the
    /// price fall and rise again as goods get dearer, and an added item could cost more than its price.
    init(_ rule: PointsRule, on cart: inout DiscountedCart) throws(PricingError) {
        let (whole, rest) = cart.remaining.quotientAndRemainder(dividingBy: rule.minorPerPoint)
        spent = Int(min(Int64(rule.toSpend), rest == 0 ? whole : whole + 1))
        let (worth, isMore) = Int64(spent).multipliedReportingOverflow(by: rule.minorPerPoint)
        let value = Money(amountMinor: isMore ? cart.remaining : worth, currency: cart.currency)
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
