/// What a member's points are worth, and how many the member wishes to spend on this cart.
public struct PointsRule: Sendable, Hashable {
    /// Points the member wants to spend and has; as many as the goods cost are taken.
    public let toSpend: Int

    /// What one spent point takes off, in minor units; positive.
    public let minorPerPoint: Int64

    /// Minor units to pay for goods per point earned; `nil` when none are earned.
    public let minorPerEarnedPoint: Int64?

    public init(toSpend: Int, minorPerPoint: Int64, minorPerEarnedPoint: Int64? = nil) {
        self.toSpend = toSpend
        self.minorPerPoint = minorPerPoint
        self.minorPerEarnedPoint = minorPerEarnedPoint
    }
}
