extension JSONScanner {
    /// Checks the text between two quotes; unescaping waits until somebody wants it.
    mutating func scanString(isKey: Bool) throws(JSONError) {
        offset += 1
        let start = offset
        var isEscaped = false
        while true {
            switch try peek() {
            case UInt8(ascii: "\""):
                append(.string, from: start)
                tokens[tokens.count - 1].isKey = isKey
                tokens[tokens.count - 1].isEscaped = isEscaped
                offset += 1
                return
            case UInt8(ascii: "\\"):
                isEscaped = true
                try scanEscape()
            case 0..<0x20:
                throw malformed("a control character in a string must be escaped")
            default:
                offset += 1
            }
        }
    }

    private mutating func scanEscape() throws(JSONError) {
        offset += 1
        switch try peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            offset += 1
        case UInt8(ascii: "u"):
            try scanUnicodeEscape()
        default:
            throw malformed("an unknown escape in a string")
        }
    }

    /// U+0000 is refused because Postgres cannot store it and C code would end the text there; a surrogate must come
    /// as a pair, else the text could not be written again.
    private mutating func scanUnicodeEscape() throws(JSONError) {
        switch try scanHexUnit() {
        case 0:
            throw malformed("U+0000 is not allowed in a string")
        case 0xD800...0xDBFF:
            guard offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
            else { throw malformed("a lone surrogate in a string") }
            offset += 1
            guard case 0xDC00...0xDFFF = try scanHexUnit() else { throw malformed("a lone surrogate in a string") }
        case 0xDC00...0xDFFF:
            throw malformed("a lone surrogate in a string")
        default:
            return
        }
    }

    /// Four hexadecimal digits after the `u` at `offset`.
    private mutating func scanHexUnit() throws(JSONError) -> UInt32 {
        offset += 1
        guard offset + 4 <= bytes.count else { throw malformed("the text ends too early") }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = JSONUnescaping.hexValue(of: bytes[offset]) else {
                throw malformed("four hex digits were expected")
            }
            unit = unit << 4 | digit
            offset += 1
        }
        return unit
    }
}
