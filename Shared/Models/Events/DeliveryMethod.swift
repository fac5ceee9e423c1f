public import JSON

/// How goods reach the shopper.
public enum DeliveryMethod: String, Sendable, CaseIterable, JSONConvertible {
    case ship, pickup

    /// Taken along from the till.
    case carryOut
}
