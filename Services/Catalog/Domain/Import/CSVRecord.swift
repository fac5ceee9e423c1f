/// One record of a CSV file, as far as the parser can judge it: its fields, or what is wrong with it.
struct CSVRecord: Equatable, Sendable {
    /// The header is 0, rows count from 1; blank lines don't count.
    let number: Int
    var fields: [String]
    /// Set when the bytes break RFC 4180 or UTF-8; `fields` is then incomplete.
    var flaw: CSVFlaw?
    /// A checksum of the file up to here, so that a resumed import can tell whether it is the same file.
    let checksum: UInt64
}

enum CSVFlaw: String, Equatable, Sendable {
    case strayQuote = "has a quote inside a field that does not start with one"
    case textAfterQuote = "has text after a closing quote"
    case openQuote = "ends inside a quoted field"
    case notUTF8 = "is not UTF-8"
    case zeroByte = "has a zero byte"
    case tooLong = "is longer than 256 KiB"
    case cardNumber = "holds a card number"
}
