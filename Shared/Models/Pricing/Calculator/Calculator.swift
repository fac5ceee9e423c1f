/// The one calculator behind previews, orders, invoices and refunds. Pure: the same cart has the same price, to the
/// minor unit, whoever asks and whenever.
public enum Calculator {
    /// List prices, then the best deal of promotions and coupons, then points, then taxes, then shipping.
    ///
    /// - Adding an item never raises the price of the goods by more than the item's own (taxes on top come on top).
    /// - No line and no total is ever negative.
    /// - `rejected` lists every rule that did not count, after those the caller has `rejected` already.
    public static func breakdown(
        lines: [CartLine],
        promotions: [PromotionRule] = [],
        points: PointsRule? = nil,
        taxRules: [TaxRule] = [],
        shipping: ShippingFee? = nil,
        rejected: [Rejected] = [],
        currency: Currency,
        rounding: Rounding = .halfUp
    ) throws(PricingError) -> Breakdown {
        try requireGood(promotions: promotions, points: points, taxRules: taxRules, shipping: shipping)
        let listed = try DiscountedCart(lines, currency: currency, rounding: rounding)
        var (cart, losers) = try BestDeal.choose(among: promotions, for: listed)
        var spending = PointsSpending()
        if let points {
            spending = try PointsSpending(points, on: &cart)
        }
        let taxation = Taxation(rules: taxRules, rounding: rounding)
        return try PricingError.checking { () throws(MoneyError) in
            try Breakdown(
                lines: cart.lines.map { line throws(MoneyError) in try taxation.breakdown(of: line) },
                shipping: listed.fee(shipping),
                pointsSpent: spending.spent,
                pointsEarned: spending.earned,
                rejected: rejected + losers + spending.rejected,
                currency: currency
            )
        }
    }

    private static func requireGood(
        promotions: [PromotionRule],
        points: PointsRule?,
        taxRules: [TaxRule],
        shipping: ShippingFee?
    ) throws(PricingError) {
        for rule in promotions {
            if let fault = rule.effect.fault { throw .badRule("\(rule.label): \(fault)") }
        }
        if let points {
            guard 0...Int(Int32.max) ~= points.toSpend, points.minorPerPoint > 0, points.minorPerEarnedPoint ?? 1 > 0
            else { throw .badRule("points: must be positive") }
        }
        for rule in taxRules where !(0...100_000 ~= rule.rateBasisPoints) {
            throw .badRule("\(rule.name): rate out of range")
        }
        if let shipping, shipping.fee.isNegative { throw .badRule("shipping: negative fee") }
    }
}

extension PromotionEffect {
    fileprivate var fault: String? {
        switch self {
        case .percentOff(let basisPoints):
            0...10_000 ~= basisPoints ? nil : "percentage out of range"
        case .fixedOff(let off):
            off.isNegative ? "negative discount" : nil
        case .spendAndSave(let tiers):
            tiers.contains { $0.off.isNegative || $0.threshold.isNegative } ? "negative tier" : nil
        }
    }
}
