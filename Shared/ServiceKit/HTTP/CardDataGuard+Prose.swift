extension CardDataGuard {
    /// Whether a text is a card number or, being prose, holds one: a support agent's note is where they really turn up.
    ///
    /// Only text with a space and another character that no card number has counts as prose, so that ids, references and
    /// addresses on the web are not searched inside.
    static func holdsCardNumber(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= 13 else { return false }
        if isCardNumber(text) || beginsTrack(text) { return true }
        guard text.contains(UInt8(ascii: " ")) else { return false }
        return text.split(whereSeparator: { !belongsToNumber($0) }).contains { run in
            let digits = run.drop { !isDigit($0) }
            let touchesWord =
                isLetter(text, before: digits.startIndex, of: run)
                || isDigit(run.last) && isLetter(text, at: run.endIndex)
            return !touchesWord && holdsCardNumber(groups: digits.split(whereSeparator: { !isDigit($0) }))
        }
    }

    /// What a magnetic stripe holds, as a reader plugged in as a keyboard types it: `%B`, the number, `^` and the name, or
    /// `;`, the number, `=` and the expiry.
    private static func beginsTrack(_ text: ArraySlice<UInt8>) -> Bool {
        let start = text.drop { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "B") }
        let number = start.prefix { isDigit($0) }
        guard let separator = start.dropFirst(number.count).first else { return false }
        return (separator == UInt8(ascii: "=") || separator == UInt8(ascii: "^")) && isCardNumber(number)
    }

    /// Digits come in groups ("4111 1111 1111 1111", or a date beside a number): tries every run of neighbouring groups.
    private static func holdsCardNumber(groups: [ArraySlice<UInt8>]) -> Bool {
        for first in groups.indices {
            var digits: [UInt8] = []
            for group in groups[first...] {
                digits += group
                guard digits.count <= 19 else { break }
                if isCardNumber(digits[...]) { return true }
            }
        }
        return false
    }

    private static func belongsToNumber(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-")
    }

    private static func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    }

    private static func isLetter(_ text: ArraySlice<UInt8>, before digits: Int, of run: ArraySlice<UInt8>) -> Bool {
        digits == run.startIndex && isLetter(text, at: digits - 1)
    }

    private static func isLetter(_ text: ArraySlice<UInt8>, at position: Int) -> Bool {
        text.indices.contains(position) && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(text[position] | 0x20)
    }
}
