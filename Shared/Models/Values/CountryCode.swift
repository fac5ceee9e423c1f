/// A country by its two letters, ISO 3166-1 alpha-2, for example `CN`. The form is checked, not the list: it changes,
/// and an address in a new country must not wait for a release.
public struct CountryCode: TextValue {
    public static let expectation = "must be a country code of two capital letters (ISO 3166-1)"

    public let value: String

    public init?(_ text: String) {
        guard text.utf8.count == 2, text.utf8.allSatisfy({ $0.isLetter && !$0.isLowercaseLetter }) else { return nil }
        value = text
    }
}
