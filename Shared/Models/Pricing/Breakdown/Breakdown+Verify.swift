/// Which promise of a breakdown is broken.
public enum BreakdownError: Error, Equatable, Sendable {
    /// `total` of the line is not subtotal + adjustments + taxes on top.
    case lineDoesNotAddUp(lineID: Int)

    /// The named total is not the sum of its parts.
    case totalDoesNotAddUp(String)
    case repeatedLine(lineID: Int)
    case money(MoneyError)

    /// Runs arithmetic on money and gives its error this type.
    static func checking<T>(_ body: () throws(MoneyError) -> T) throws(BreakdownError) -> T {
        do {
            return try body()
        } catch {
            throw .money(error)
        }
    }
}

extension Breakdown {
    /// Adds everything up again: `total = Σ line totals + shipping`, and each line, discount and tax total likewise.
    /// Whoever receives a breakdown from outside calls this before believing it.
    public func verify() throws(BreakdownError) {
        var lineIDs = Set<Int>()
        for line in lines {
            guard lineIDs.insert(line.lineID).inserted else { throw .repeatedLine(lineID: line.lineID) }
            let total = try BreakdownError.checking { () throws(MoneyError) in try line.summed(in: currency) }
            guard total == line.total else { throw .lineDoesNotAddUp(lineID: line.lineID) }
        }
        let sums = try BreakdownError.checking { () throws(MoneyError) in
            try BreakdownSums(of: lines, shipping: shipping, in: currency)
        }
        guard sums.discount == discountTotal else { throw .totalDoesNotAddUp("discountTotal") }
        guard sums.tax == taxTotal else { throw .totalDoesNotAddUp("taxTotal") }
        guard sums.total == total else { throw .totalDoesNotAddUp("total") }
    }
}

extension LineBreakdown {
    /// What the line's total must be.
    func summed(in currency: Currency) throws(MoneyError) -> Money {
        let adjusted = try subtotal.adding(.sum(of: adjustments.map(\.amount), in: currency))
        return try adjusted.adding(.sum(of: tax.filter { !$0.included }.map(\.amount), in: currency))
    }
}

/// The totals that follow from the lines.
struct BreakdownSums {
    let discount: Money
    let tax: Money
    let total: Money

    init(of lines: [LineBreakdown], shipping: Money, in currency: Currency) throws(MoneyError) {
        discount = try Money.sum(of: lines.flatMap(\.adjustments).map(\.amount), in: currency).negated()
        tax = try Money.sum(of: lines.flatMap(\.tax).map(\.amount), in: currency)
        total = try Money.sum(of: lines.map(\.total), in: currency).adding(shipping)
    }
}
