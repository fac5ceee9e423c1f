/// A postal item's number by UPU standard S10: two letters for the service, eight digits, a check digit, and the two
/// letters of the post's country. `RA473124829CN`.
struct S10Number: Equatable, Sendable, CustomStringConvertible {
    let description: String

    init?(service: String, serial: Int, country: String) {
        guard Self.areLetters(service), Self.areLetters(country), (0...99_999_999).contains(serial) else { return nil }
        let digits = serial.digits(count: 8)
        let number = (digits + [Self.checkDigit(of: digits)]).map(String.init).joined()
        description = service + number + country
    }

    /// Nil where the form or the check digit is wrong.
    init?(_ text: String) {
        guard text.utf8.count == 13, let number = Int(text.dropFirst(2).dropLast(2)),
            let valid = S10Number(
                service: String(text.prefix(2)),
                serial: number / 10,
                country: String(text.suffix(2))
            ),
            valid.description == text
        else { return nil }
        self = valid
    }

    /// UPU S10-12, 5.3: weights 8 6 4 2 3 5 9 7, then 11 minus the sum modulo 11, where 10 is written 0 and 11 is
    /// written 5.
    static func checkDigit(of digits: [Int]) -> Int {
        let sum = zip(digits, [8, 6, 4, 2, 3, 5, 9, 7]).reduce(0) { $0 + $1.0 * $1.1 }
        switch 11 - sum % 11 {
        case 10: return 0
        case 11: return 5
        case let digit: return digit
        }
    }

    private static func areLetters(_ text: String) -> Bool {
        text.utf8.count == 2 && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
}

extension Int {
    /// The last `count` decimal digits, with leading zeros.
    func digits(count: Int) -> [Int] {
        var rest = self
        var digits: [Int] = []
        for _ in 0..<count {
            digits.append(rest % 10)
            rest /= 10
        }
        return digits.reversed()
    }
}
