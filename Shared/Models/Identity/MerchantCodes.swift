/// The short name a merchant gives a channel, for example `web-cn`; it is the channel's id everywhere.
public struct ChannelID: TextValue {
    public static let expectation = MerchantCode.expectation
    public let value: String

    public init?(_ text: String) {
        guard MerchantCode.isGood(text) else { return nil }
        value = text
    }
}

/// The short name a merchant gives a store, warehouse or machine, for example `store-321`.
public struct LocationID: TextValue {
    public static let expectation = MerchantCode.expectation
    public let value: String

    public init?(_ text: String) {
        guard MerchantCode.isGood(text) else { return nil }
        value = text
    }
}

/// One form for all short names: they end up in URLs, metric labels and file names without escaping.
enum MerchantCode {
    static let expectation = "must have 1 to 40 of the characters a-z, 0-9 and -"

    static func isGood(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    }
}
