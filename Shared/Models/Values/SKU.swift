/// A merchant's own name for one sellable variant, for example `SHIRT-42-BLUE` or `绿茶-250g`.
public struct SKU: TextValue {
    public static let expectation =
        "must have 1 to 64 printable characters in normal form NFC, with no space at either end"

    public let value: String

    /// Refused: control characters, space at the ends, more than 64 scalars, and text that is not NFC, because Swift
    /// takes `é` and `e´` for the same text while Postgres keeps two rows.
    public init?(_ text: String) {
        guard text.isPrintableASCII ? Self.isGood(ascii: text.utf8) : Self.isGood(text) else { return nil }
        value = text
    }

    /// Looking up categories and forms takes ten times as long, so plain ASCII is spared it.
    private static func isGood(ascii text: String.UTF8View) -> Bool {
        (1...64).contains(text.count) && text.first != UInt8(ascii: " ") && text.last != UInt8(ascii: " ")
    }

    private static func isGood(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return (1...64).contains(scalars.count) && scalars.allSatisfy(\.isPrintable) && text.isInNormalForm
            && scalars.first?.properties.isWhitespace == false && scalars.last?.properties.isWhitespace == false
    }
}
