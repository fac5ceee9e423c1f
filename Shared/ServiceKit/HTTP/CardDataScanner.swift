/// Walks the strings and numbers of a JSON text once, without building a document.
///
/// It runs in front of the strict reader and must not be fooled by what that would refuse: escapes are undone, and a
/// text that is not JSON at all is still searched.
struct CardDataScanner {
    private let bytes: [UInt8]
    private var position = 0
    /// The name before the value at hand, as it stands in the text.
    private var field: ArraySlice<UInt8> = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func finding() -> CardDataGuard.Finding? {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                if let finding = string() { return finding }
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digits = take { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                if CardDataGuard.isCardNumber(digits) { return .cardNumber(field: fieldName) }
            default:
                position += 1
            }
        }
        return nil
    }

    /// A string before a colon is a field's name, any other one is a value.
    private mutating func string() -> CardDataGuard.Finding? {
        position += 1
        let (content, digits) = plain() ?? (unescaped()[...], .max)
        guard isName else {
            // Almost every value is done with here: no card has fewer digits.
            guard digits >= 13 else { return nil }
            return CardDataGuard.holdsCardNumber(content) ? .cardNumber(field: fieldName) : nil
        }
        // Ids and numbers may be names too, in a map; such a name is not repeated in the answer.
        if digits >= 13, CardDataGuard.isCardNumber(content) { return .cardNumber(field: "") }
        field = content
        return CardDataGuard.isCardField(content) ? .cardField(fieldName) : nil
    }

    private var fieldName: String { String(decoding: field.prefix(64), as: UTF8.self) }

    /// The string at hand and how many digits it has, without a copy; nil, and nothing read, where it holds an escape.
    private mutating func plain() -> (content: ArraySlice<UInt8>, digits: Int)? {
        var digits = 0
        var end = position
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            if bytes[end] == UInt8(ascii: "\\") { return nil }
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) { digits += 1 }
            end += 1
        }
        defer { position = min(end + 1, bytes.count) }
        return (bytes[position..<end], digits)
    }

    /// Whether a colon comes next.
    private var isName: Bool {
        var next = position
        while next < bytes.count, Self.isSpace(bytes[next]) { next += 1 }
        return next < bytes.count && bytes[next] == UInt8(ascii: ":")
    }

    /// The bytes up to the closing quote. Of `\uXXXX` only ASCII matters here; other escapes stand for no digit.
    private mutating func unescaped() -> [UInt8] {
        var content: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            guard bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count else {
                content.append(bytes[position])
                position += 1
                continue
            }
            let hex = bytes[position...].dropFirst(2).prefix(4)
            if bytes[position + 1] == UInt8(ascii: "u"),
                let code = UInt16(String(decoding: hex, as: UTF8.self), radix: 16)
            {
                content.append(code < 0x80 ? UInt8(code) : UInt8(ascii: "?"))
                position += 2 + hex.count
            } else {
                content.append(UInt8(ascii: "?"))
                position += 2
            }
        }
        position += 1
        position = min(position, bytes.count)
        return content
    }

    private mutating func take(while belongs: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let run = bytes[position...].prefix(while: belongs)
        position = run.endIndex
        return run
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\t")
    }
}
