/// Finds card data in what a caller sent, before anything is decoded, stored or logged.
///
/// Cards are taken by token only, so a card number or a verification code in a request is always a mistake of the caller,
/// and keeping it would pull the whole shop into the scope of PCI DSS. A finding says where the data is, never what it is.
///
/// Ids must pass: only a whole value made of digits, spaces and dashes counts as a card number, or such a part of prose,
/// and only with a length, an issuer range and a check digit of a card scheme.
public enum CardDataGuard {
    public enum Finding: Equatable, Sendable {
        /// The value after the field of this name, or an element of a list below it.
        case cardNumber(field: String)
        /// A field that is made for card data, whatever its value.
        case cardField(String)
    }

    /// The first card data in a JSON body. Tolerates bytes that are not JSON: it looks at strings and numbers only.
    public static func finding(inBody body: some Collection<UInt8>) -> Finding? {
        var scanner = CardDataScanner(Array(body))
        return scanner.finding()
    }

    /// Whether a path segment, a query value or a header value is a card number.
    public static func isCardNumber(_ text: some StringProtocol) -> Bool {
        isCardNumber(Array(text.utf8)[...])
    }

    static func isCardNumber(_ value: ArraySlice<UInt8>) -> Bool {
        guard (13...39).contains(value.count) else { return false }
        var digits: [UInt8] = []
        digits.reserveCapacity(19)
        for byte in value {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard digits.count < 19 else { return false }
                digits.append(byte - UInt8(ascii: "0"))
            case UInt8(ascii: " "), UInt8(ascii: "-"): continue
            default: return false
            }
        }
        return CardScheme.issues(digits) && passesLuhn(digits) && !isArticleNumber(digits)
    }

    /// Thirteen digits are also what a bar code has. Cards of that length died out, goods did not.
    private static func isArticleNumber(_ digits: [UInt8]) -> Bool {
        guard digits.count == 13 else { return false }
        let sum = digits.enumerated().reduce(0) { $0 + Int($1.element) * ($1.offset.isMultiple(of: 2) ? 1 : 3) }
        return sum.isMultiple(of: 10)
    }

    static func isCardField(_ name: String) -> Bool { isCardField(name.utf8) }

    /// Spelling does not matter: `card_number`, `cardNumber` and `Card-Number` are one name.
    static func isCardField(_ name: some Sequence<UInt8>) -> Bool {
        var letters: [UInt8] = []
        for byte in name where !separators.contains(byte) {
            let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            let letter = isCapital ? byte | 0x20 : byte
            if letters.isEmpty, !initials.contains(letter) { return false }
            guard letters.count < fieldLengthMax else { return false }
            letters.append(letter)
        }
        return cardFields.contains(letters)
    }

    private static let separators = Array("_- .".utf8)
    /// What the names below begin with, so that most fields are passed over at their first letter.
    private static let initials = Set(cardFields.compactMap(\.first))
    private static let fieldLengthMax = cardFields.map(\.count).max() ?? 0

    private static let cardFields: Set<[UInt8]> = Set(
        [
            "cvv", "cvv2", "cvc", "cvc2", "cvn", "csc", "cardnumber", "cardno", "cardpan", "pan",
            "primaryaccountnumber",
            "securitycode", "cardsecuritycode", "cardverificationvalue", "cardverificationcode", "cardcvv", "cardcvc",
            "cardpin", "trackdata", "track1", "track2", "magstripe",
        ].map { Array($0.utf8) }
    )

    private static func passesLuhn(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (position, digit) in digits.reversed().enumerated() {
            let doubled = position.isMultiple(of: 2) ? Int(digit) : Int(digit) * 2
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return sum.isMultiple(of: 10)
    }
}
