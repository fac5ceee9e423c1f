/// A cart while discounts are taken off it.
struct DiscountedCart {
    let currency: Currency
    let rounding: Rounding
    private(set) var lines: [DiscountedLine]

    /// At list prices. The sum is checked here, once: discounts only make it smaller.
    init(_ lines: [CartLine], currency: Currency, rounding: Rounding) throws(PricingError) {
        self.currency = currency
        self.rounding = rounding
        self.lines = []
        var lineIDs = Set<Int>()
        var total = Money.zero(currency)
        for line in lines {
            guard line.quantity > .zero else { throw .noUnits(lineID: line.lineID) }
            guard !line.unitPrice.isNegative else { throw .negativePrice(lineID: line.lineID) }
            guard lineIDs.insert(line.lineID).inserted else { throw .repeatedLine(lineID: line.lineID) }
            let subtotal = try PricingError.checking { () throws(MoneyError) in
                try line.unitPrice.multiplied(by: Int64(line.quantity.value))
            }
            total = try PricingError.checking { () throws(MoneyError) in try total.adding(subtotal) }
            self.lines.append(DiscountedLine(line: line, subtotal: subtotal, remaining: subtotal))
        }
    }

    /// What the goods cost now.
    var remaining: Int64 { lines.reduce(0) { $0 + $1.remaining.amountMinor } }

    /// List price of the lines that `rule` counts for.
    func listPrice(for rule: PromotionRule) -> Int64 {
        lines.reduce(0) { rule.counts(for: $1.line.sku) ? $0 + $1.subtotal.amountMinor : $0 }
    }

    func hasLines(for rule: PromotionRule) -> Bool {
        lines.contains { rule.counts(for: $0.line.sku) }
    }

    func fee(_ shipping: ShippingFee?) throws(MoneyError) -> Money {
        guard let shipping else { return .zero(currency) }
        let listPrice = try Money.sum(of: lines.map(\.subtotal), in: currency)
        if let freeFrom = shipping.freeFrom, try !listPrice.isLess(than: freeFrom) { return .zero(currency) }
        return shipping.fee
    }

    /// Takes a share off every line of `rule`; the share is rounded line by line.
    mutating func takeOff(basisPoints: Int, for rule: PromotionRule, reason: String) throws(MoneyError) {
        for index in lines.indices where rule.counts(for: lines[index].line.sku) {
            let off = try lines[index].remaining.portion(basisPoints: basisPoints, rounding: rounding)
            try lines[index].takeOff(off, kind: rule.kind, code: rule.label, reason: reason)
        }
    }

    /// Takes one amount, or what the lines still cost if that is less, off the lines that count, by largest remainder.
    mutating func takeOff(
        _ amount: Money,
        kind: AdjustmentKind,
        code: String,
        reason: String,
        where counts: (SKU) -> Bool
    ) throws(MoneyError) {
        guard amount.currency == currency else { throw .currencyMismatch(currency, amount.currency) }
        let weights = lines.map { counts($0.line.sku) ? $0.remaining.amountMinor : 0 }
        let off = min(amount.amountMinor, weights.reduce(0, +))
        guard off > 0 else { return }
        let shares = try Money(amountMinor: off, currency: currency).allocated(by: weights)
        for (index, share) in shares.enumerated() {
            try lines[index].takeOff(share, kind: kind, code: code, reason: reason)
        }
    }
}

/// One line, what is left of its price, and why.
struct DiscountedLine {
    let line: CartLine
    let subtotal: Money
    var remaining: Money
    var adjustments: [Adjustment] = []

    mutating func takeOff(_ off: Money, kind: AdjustmentKind, code: String, reason: String) throws(MoneyError) {
        guard !off.isZero else { return }
        remaining = try remaining.subtracting(off)
        adjustments.append(Adjustment(kind: kind, code: code, reason: reason, amount: try off.negated()))
    }
}
