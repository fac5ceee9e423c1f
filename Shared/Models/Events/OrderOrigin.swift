public import JSON

/// Who made the order: our own checkout, a till, or somebody else's marketplace.
public enum OrderOrigin: String, Sendable, CaseIterable, JSONConvertible {
    case web, till, marketplace
}
