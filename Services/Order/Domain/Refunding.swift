import Models

/// What somebody wants back.
struct RefundRequest: Equatable, Sendable {
    struct Line: Equatable, Sendable {
        let lineID: Int
        let quantity: Int
    }

    let lines: [Line]
    let includesShipping: Bool
}

/// What was given back earlier, summed over all refunds of an order.
struct RefundedSoFar: Equatable, Sendable {
    var quantities: [Int: Int] = [:]
    var shipping = false
    var amountMinor: Int64 = 0
}

/// What is owed, per line and in all.
struct RefundAmounts: Equatable, Sendable {
    struct Line: Equatable, Sendable {
        let lineID: Int
        let quantity: Int
        let amount: Money
        /// The part of `amount` that is tax, by the name of the tax.
        let tax: [String: Money]
    }

    let lines: [Line]
    let shipping: Money
    let total: Money
}

extension RefundRequest {
    /// The exact amounts owed for this request.
    ///
    /// A line's share is taken between two points of one cumulative scale, `total × returned ÷ bought`, so the roundings
    /// of any sequence of refunds cancel out and sum to what was paid, to the minor unit.
    func amounts(of breakdown: Breakdown, after earlier: RefundedSoFar) throws -> RefundAmounts {
        var refunded: [RefundAmounts.Line] = []
        var seen: Set<Int> = []
        var totalMinor: Int64 = 0
        for (index, line) in lines.enumerated() {
            guard seen.insert(line.lineID).inserted else {
                throw OrderError.refundLine(index: index, .listedTwice(line.lineID))
            }
            let amounts = try line.amounts(at: index, of: breakdown, returned: earlier.quantities[line.lineID] ?? 0)
            totalMinor = try totalMinor.addingChecked(amounts.amount.amountMinor)
            refunded.append(amounts)
        }
        if includesShipping, earlier.shipping { throw OrderError.shippingAlreadyRefunded }
        let shipping = includesShipping ? breakdown.shipping : .zero(breakdown.currency)
        totalMinor = try totalMinor.addingChecked(shipping.amountMinor)
        guard totalMinor > 0 else { throw OrderError.nothingToRefund }
        guard try earlier.amountMinor.addingChecked(totalMinor) <= breakdown.total.amountMinor else {
            throw OrderError.refundExceedsPaid
        }
        let total = Money(amountMinor: totalMinor, currency: breakdown.currency)
        return RefundAmounts(lines: refunded, shipping: shipping, total: total)
    }
}

extension RefundRequest.Line {
    fileprivate func amounts(
        at index: Int,
        of breakdown: Breakdown,
        returned: Int
    ) throws(OrderError) -> RefundAmounts.Line {
        guard let bought = breakdown.lines.first(where: { $0.lineID == lineID }) else {
            throw .refundLine(index: index, .unknownLine(lineID))
        }
        let units = bought.quantity.value
        let left = units - returned
        guard quantity <= left else { throw .refundLine(index: index, .tooMany(left: left)) }
        let share = { (whole: Money) in
            whole.cumulative(returned + quantity, of: units) - whole.cumulative(returned, of: units)
        }
        let tax = bought.tax.map { ($0.name, Money(amountMinor: share($0.amount), currency: breakdown.currency)) }
        return RefundAmounts.Line(
            lineID: lineID,
            quantity: quantity,
            amount: Money(amountMinor: share(bought.total), currency: breakdown.currency),
            tax: Dictionary(tax) { first, _ in first }
        )
    }
}

extension Money {
    /// `amount × part ÷ whole`, rounded half up. The product is taken in 128 bits, so it cannot overflow.
    fileprivate func cumulative(_ part: Int, of whole: Int) -> Int64 {
        guard whole > 0, part < whole else { return amountMinor }
        let doubled = Int128(amountMinor) * Int128(part) * 2 + Int128(whole)
        let divisor = Int128(whole) * 2
        let (quotient, remainder) = doubled.quotientAndRemainder(dividingBy: divisor)
        return Int64(remainder < 0 ? quotient - 1 : quotient)
    }
}

extension Int64 {
    fileprivate func addingChecked(_ other: Int64) throws(OrderError) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        if overflow { throw .refundExceedsPaid }
        return sum
    }
}
