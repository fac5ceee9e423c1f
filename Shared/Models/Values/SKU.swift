/// A merchant's own name for one sellable variant, for example `SHIRT-42-BLUE` or `绿茶-250g`.
public struct SKU: TextValue {
    public static let expectation =
        "must have 1 to 64 printable characters in normal form NFC, with no space at either end"

    public let value: String

    /// Refused: control characters, space at the ends, more than 64 scalars, and text that is not NFC, because Swift
    /// takes `é` and `e´` for the same text while Postgres keeps two rows.
    public init?(_ text: String) {
        let scalars = text.unicodeScalars
        guard (1...64).contains(scalars.count), scalars.allSatisfy(\.isPrintable), text.isInNormalForm,
            scalars.first?.properties.isWhitespace == false, scalars.last?.properties.isWhitespace == false
        else { return nil }
        value = text
    }
}
