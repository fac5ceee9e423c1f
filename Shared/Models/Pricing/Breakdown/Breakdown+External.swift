/// One line as a till or a marketplace reports it: what it cost on the shelf and what was taken off.
public struct ExternalLine: Sendable, Hashable {
    public let lineID: Int
    public let sku: SKU

    /// May be zero: weighed goods, deposits and fees have no units.
    public let quantity: Quantity

    /// For all units together, before adjustments.
    public let subtotal: Money
    public let adjustments: [Adjustment]
    public let tax: [TaxLine]

    public init(
        lineID: Int,
        sku: SKU,
        quantity: Quantity,
        subtotal: Money,
        adjustments: [Adjustment] = [],
        tax: [TaxLine] = []
    ) {
        self.lineID = lineID
        self.sku = sku
        self.quantity = quantity
        self.subtotal = subtotal
        self.adjustments = adjustments
        self.tax = tax
    }
}

extension Breakdown {
    /// A sale priced elsewhere, told the way ours are. Nothing is recalculated; the parts are added up, and when the
    /// channel says what it `charged`, the sum must be that.
    public static func external(
        currency: Currency,
        lines: [ExternalLine],
        shipping: Money? = nil,
        charged: Money? = nil
    ) throws(BreakdownError) -> Breakdown {
        let breakdown = try BreakdownError.checking { () throws(MoneyError) in
            try Breakdown(
                lines: lines.map { line throws(MoneyError) in try LineBreakdown(line, in: currency) },
                shipping: shipping ?? .zero(currency),
                currency: currency
            )
        }
        try breakdown.verify()
        guard charged == nil || charged == breakdown.total else { throw .totalDoesNotAddUp("total") }
        return breakdown
    }

    /// Totals from lines that are complete.
    init(
        lines: [LineBreakdown],
        shipping: Money,
        pointsSpent: Int = 0,
        pointsEarned: Int = 0,
        rejected: [Rejected] = [],
        currency: Currency
    ) throws(MoneyError) {
        let sums = try BreakdownSums(of: lines, shipping: shipping, in: currency)
        self.init(
            currency: currency,
            lines: lines,
            shipping: shipping,
            discountTotal: sums.discount,
            taxTotal: sums.tax,
            total: sums.total,
            pointsSpent: pointsSpent,
            pointsEarned: pointsEarned,
            rejected: rejected
        )
    }
}

extension LineBreakdown {
    /// The shelf price of one unit is told to the nearest minor unit; what counts is the subtotal.
    fileprivate init(_ line: ExternalLine, in currency: Currency) throws(MoneyError) {
        let units = max(1, Int64(line.quantity.value))
        let draft = LineBreakdown(
            lineID: line.lineID,
            sku: line.sku,
            quantity: line.quantity,
            unitPrice: try line.subtotal.portion(numerator: 1, denominator: units, rounding: .halfUp),
            subtotal: line.subtotal,
            adjustments: line.adjustments,
            tax: line.tax,
            total: .zero(currency)
        )
        self = draft.with(total: try draft.summed(in: currency))
    }

    func with(total: Money) -> LineBreakdown {
        LineBreakdown(
            lineID: lineID,
            sku: sku,
            quantity: quantity,
            unitPrice: unitPrice,
            subtotal: subtotal,
            adjustments: adjustments,
            tax: tax,
            total: total
        )
    }
}
