/// A parcel's number by GS1: extension digit, company prefix and serial make 17 digits, the check digit the 18th.
struct SSCC: Equatable, Sendable, CustomStringConvertible {
    let description: String

    /// - Parameter prefix: The extension digit and the company prefix; the serial fills what is left of 17 digits.
    init?(prefix: String, serial: Int) {
        guard let prefix = Self.digits(in: prefix), (8...13).contains(prefix.count), serial >= 0 else { return nil }
        let serialDigits = serial.digits(count: 17 - prefix.count)
        guard serialDigits.reduce(0, { $0 * 10 + $1 }) == serial else { return nil }
        let digits = prefix + serialDigits
        description = (digits + [Self.checkDigit(of: digits)]).map(String.init).joined()
    }

    /// Nil where the form or the check digit is wrong.
    init?(_ text: String) {
        guard let digits = Self.digits(in: text), digits.count == 18,
            Self.checkDigit(of: Array(digits.dropLast())) == digits[17]
        else { return nil }
        description = text
    }

    /// GS1 General Specifications, 7.9.1: from the right, digits count three times and once in turn; the check digit
    /// fills the sum up to a multiple of ten.
    static func checkDigit(of digits: [Int]) -> Int {
        let sum = digits.reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset.isMultiple(of: 2) ? 3 : 1) }
        return (10 - sum % 10) % 10
    }

    private static func digits(in text: String) -> [Int]? {
        let zero = UInt8(ascii: "0")
        guard text.utf8.allSatisfy({ (zero...zero + 9).contains($0) }) else { return nil }
        return text.utf8.map { Int($0 - zero) }
    }
}
