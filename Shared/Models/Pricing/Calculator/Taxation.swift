/// Works out the taxes of a line whose discounts have been taken off.
struct Taxation {
    let rules: [TaxRule]
    let rounding: Rounding

    func breakdown(of line: DiscountedLine) throws(MoneyError) -> LineBreakdown {
        let draft = LineBreakdown(
            lineID: line.line.lineID,
            sku: line.line.sku,
            quantity: line.line.quantity,
            unitPrice: line.line.unitPrice,
            subtotal: line.subtotal,
            adjustments: line.adjustments,
            tax: try taxes(on: line.remaining, class: line.line.taxClass),
            total: line.remaining
        )
        return draft.with(total: try draft.summed(in: line.remaining.currency))
    }

    /// Taxes that a price contains are its share `rate / (1 + all contained rates)`; taxes on top are reckoned from the
    /// price without the contained ones. Each is rounded once, by line.
    private func taxes(on price: Money, class taxClass: String) throws(MoneyError) -> [TaxLine] {
        let rules = rules.filter { $0.taxClass == taxClass }
        let containedRate = rules.reduce(0) { $1.included ? $0 + $1.rateBasisPoints : $0 }
        var contained: [TaxLine] = []
        var net = price
        for rule in rules where rule.included {
            let amount = try price.portion(
                numerator: Int64(rule.rateBasisPoints),
                denominator: Int64(10_000 + containedRate),
                rounding: rounding
            )
            contained.append(rule.line(amount))
            net = try net.subtracting(amount)
        }
        let onTop = try rules.filter { !$0.included }.map { rule throws(MoneyError) in
            rule.line(try net.portion(basisPoints: rule.rateBasisPoints, rounding: rounding))
        }
        return contained + onTop
    }
}

extension TaxRule {
    fileprivate func line(_ amount: Money) -> TaxLine {
        TaxLine(name: name, rateBasisPoints: rateBasisPoints, amount: amount, included: included)
    }
}
