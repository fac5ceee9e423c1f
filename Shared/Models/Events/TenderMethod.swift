public import JSON

/// How somebody else took the money.
public enum TenderMethod: String, Sendable, CaseIterable, JSONConvertible {
    case cash, card, marketplace, other
}
