public import JSON

/// Where an adjustment comes from.
public enum AdjustmentKind: String, Sendable, CaseIterable, JSONConvertible {
    case promotion, coupon, memberPrice

    /// What the store adds to a coupon of the manufacturer's.
    case couponMatch

    /// Paid back to the store by the manufacturer; may exceed the line's price.
    case manufacturerCoupon
    case points

    /// A person changed the price by hand.
    case priceChange
}
