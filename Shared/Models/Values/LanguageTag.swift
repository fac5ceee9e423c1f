/// A language as BCP 47 (RFC 5646) writes it, for example `en`, `zh-Hans`, `pt-BR`. Well-formedness is checked and
/// capitals are put where the standard likes them, so that `ZH-hans` and `zh-Hans` are one language.
public struct LanguageTag: TextValue {
    public static let expectation = "must be a language tag (BCP 47), for example zh-Hans"
    public static let english = LanguageTag(canonical: "en")
    public static let chinese = LanguageTag(canonical: "zh-Hans")

    public let value: String

    public init?(_ text: String) {
        guard text.utf8.count <= 35 else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard let language = parts.first, (2...8).contains(language.count), language.allSatisfy(\.isLetter),
            parts.dropFirst().allSatisfy({ (1...8).contains($0.count) && $0.allSatisfy { $0.isLetter || $0.isDigit } }),
            parts.last.map({ $0.count > 1 }) == true
        else { return nil }
        let words = parts.map { String(decoding: $0, as: UTF8.self) }
        value = words.enumerated().map { Self.canonical($1, at: $0) }.joined(separator: "-")
    }

    private init(canonical: String) {
        value = canonical
    }

    /// This tag and ever more general ones, as RFC 4647 looks them up: `zh-Hans-CN`, `zh-Hans`, `zh`.
    public var fallbacks: [LanguageTag] {
        var parts = value.split(separator: "-")
        var tags: [LanguageTag] = []
        while !parts.isEmpty {
            tags.append(LanguageTag(canonical: parts.joined(separator: "-")))
            parts.removeLast()
            if parts.last?.count == 1 { parts.removeLast() }
        }
        return tags
    }

    /// Language small, a script of four letters with a capital, a region of two letters in capitals.
    private static func canonical(_ word: String, at position: Int) -> String {
        let small = word.lowercased()
        guard position > 0, small.utf8.allSatisfy(\.isLetter) else { return small }
        return switch small.count {
        case 4: small.prefix(1).uppercased() + small.dropFirst()
        case 2: small.uppercased()
        default: small
        }
    }
}
