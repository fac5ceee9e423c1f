import Models

/// What points are worth: one is earned for every hundred times of what one takes off, one percent in every currency.
struct PointsPolicy: Hashable, Sendable {
    /// A hundredth of the currency's unit, and one unit where there are no hundredths.
    let minorPerPoint: Int64
    let minorPerEarnedPoint: Int64

    init(_ currency: Currency) {
        minorPerPoint = (2..<max(2, currency.exponent)).reduce(1) { power, _ in power * 10 }
        minorPerEarnedPoint = minorPerPoint * 100
    }

    /// For orders that were priced elsewhere; our own quotes say what they earn.
    func earned(for total: Money) -> Int64 {
        max(0, total.amountMinor / minorPerEarnedPoint)
    }

    func rule(toSpend points: Int) -> PointsRule {
        PointsRule(toSpend: points, minorPerPoint: minorPerPoint, minorPerEarnedPoint: minorPerEarnedPoint)
    }
}
