extension DiscountedCart {
    /// Applies rules that may be combined, and says why those that took nothing off did not.
    ///
    /// Shares of single lines come first, then amounts off many, those of the narrower scope before those of the wider,
    /// each group by priority. In this order the goods' price depends on the sums of scopes alone, not on how an amount
    /// was split among lines, and grows by at most an item's price when the item is added. (Amounts whose scopes merely
    /// cross and that take off *everything* may differ by the minor units of the split.)
    mutating func apply(_ rules: [PromotionRule]) throws(PricingError) -> [Rejected] {
        var idle: [Rejected] = []
        for rule in rules.sorted(by: Self.isAppliedEarlier) {
            let before = remaining
            try PricingError.checking { () throws(MoneyError) in try apply(rule) }
            if remaining == before { idle.append(Rejected(code: rule.label, reason: reasonForNothing(rule, before))) }
        }
        return idle
    }

    private static func isAppliedEarlier(_ one: PromotionRule, _ other: PromotionRule) -> Bool {
        one.breadth == other.breadth ? PromotionRule.isEarlier(one, other) : one.breadth < other.breadth
    }

    private mutating func apply(_ rule: PromotionRule) throws(MoneyError) {
        switch rule.effect {
        case .percentOff(let basisPoints):
            try takeOff(basisPoints: basisPoints, for: rule, reason: "\(rule.name): \(percentage(basisPoints)) off")
        case .fixedOff(let off):
            try takeOff(off, for: rule, reason: "\(rule.name): \(off) off")
        case .spendAndSave(let tiers):
            guard let tier = try bestTier(of: tiers, at: listPrice(for: rule)) else { return }
            try takeOff(tier.off, for: rule, reason: "\(rule.name): spend \(tier.threshold), save \(tier.off)")
        }
    }

    private mutating func takeOff(_ off: Money, for rule: PromotionRule, reason: String) throws(MoneyError) {
        try takeOff(off, kind: rule.kind, code: rule.label, reason: reason, where: rule.counts)
    }

    /// The tier that saves most, not the last one reached: a badly written table must not make more goods dearer.
    private func bestTier(of tiers: [SpendAndSaveTier], at listPrice: Int64) throws(MoneyError) -> SpendAndSaveTier? {
        for tier in tiers where tier.threshold.currency != currency {
            throw .currencyMismatch(currency, tier.threshold.currency)
        }
        let reached = tiers.filter { $0.threshold.amountMinor <= listPrice }
        return reached.max { $0.off.amountMinor < $1.off.amountMinor }
    }

    private func reasonForNothing(_ rule: PromotionRule, _ left: Int64) -> String {
        guard hasLines(for: rule) else { return "No item in the basket is part of this offer." }
        if case .spendAndSave(let tiers) = rule.effect {
            let price = listPrice(for: rule)
            let next = tiers.filter { $0.threshold.amountMinor > price }.min {
                $0.threshold.amountMinor < $1.threshold.amountMinor
            }
            let hasReached = tiers.contains { $0.threshold.amountMinor <= price && $0.off.isPositive }
            if !hasReached, let next {
                let missing = Money(amountMinor: next.threshold.amountMinor - price, currency: currency)
                return "Spend \(missing) more to save \(next.off)."
            }
        }
        return left == 0 ? "There is nothing left to pay." : "It takes nothing off these items."
    }

    private func percentage(_ basisPoints: Int) -> String {
        let fraction = basisPoints % 100
        return fraction == 0 ? "\(basisPoints / 100)%" : "\(basisPoints / 100).\(fraction / 10)\(fraction % 10)%"
    }
}

extension PromotionRule {
    var kind: AdjustmentKind { code == nil ? .promotion : .coupon }

    /// Shares of lines before amounts; narrow scopes before wide ones (one that lies within another is smaller).
    fileprivate var breadth: Int {
        if case .percentOff = effect { return -1 }
        return skus?.count ?? .max
    }
}
