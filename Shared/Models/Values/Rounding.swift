/// What to do with half a minor unit. Always said out loud, never left to a default of the machine. Positive and
/// negative amounts round alike, so that a refund mirrors its sale.
public enum Rounding: String, Sendable, CaseIterable {
    /// To the nearest; a half away from zero.
    case halfUp

    /// To the nearest; a half to the even neighbour, so that many halves cancel out.
    case halfEven

    /// Away from zero.
    case up

    /// Towards zero.
    case down

    /// `dividend / divisor` in whole numbers; `divisor` must be positive.
    func quotient(_ dividend: Int128, by divisor: Int128) -> Int128 {
        let (quotient, remainder) = dividend.magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
        let doubled = remainder * 2
        let isUp =
            switch self {
            case .halfUp: doubled >= divisor.magnitude
            case .halfEven: doubled > divisor.magnitude || doubled == divisor.magnitude && quotient % 2 == 1
            case .up: remainder > 0
            case .down: false
            }
        let magnitude = Int128(quotient) + (isUp ? 1 : 0)
        return dividend < 0 ? -magnitude : magnitude
    }
}
