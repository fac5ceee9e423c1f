extension CardDataGuard {
    /// Whether a text is a card number or, being prose, holds one: a support agent's note is where they really turn up.
    ///
    /// Only text with a space and another character that no card number has counts as prose, so that ids, references and
    /// addresses on the web are not searched inside.
    static func holdsCardNumber(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= 13 else { return false }
        if isCardNumber(text) { return true }
        guard text.contains(UInt8(ascii: " ")) else { return false }
        return text.split(whereSeparator: { !belongsToNumber($0) }).contains { run in
            let isPartOfWord = [run.startIndex - 1, run.endIndex].contains {
                text.indices.contains($0) && isLetter(text[$0])
            }
            return !isPartOfWord && holdsCardNumber(groups: run.split(whereSeparator: { !isDigit($0) }))
        }
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

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
