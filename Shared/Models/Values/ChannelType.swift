public import JSON

/// The kinds of place where a retailer meets its customers.
public enum ChannelType: String, Sendable, CaseIterable, JSONConvertible {
    case web, app, miniProgram, marketplace, social, live, store, kiosk, vending, partner, crossBorder, voice
}
