/// Walks the strings and numbers of a JSON text once, without building a document.
///
/// It runs in front of the strict reader and must not be fooled by what that would refuse: escapes are undone, and a
/// text that is not JSON at all is still searched.
struct CardDataScanner {
    private let bytes: [UInt8]
    private var position = 0
    private var field = ""

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
                if CardDataGuard.isCardNumber(digits) { return .cardNumber(field: field) }
            default:
                position += 1
            }
        }
        return nil
    }

    /// A string before a colon is a field's name, any other one is a value.
    private mutating func string() -> CardDataGuard.Finding? {
        position += 1
        let content = unescaped()
        let next = bytes[position...].first { !Self.isSpace($0) }
        guard next == UInt8(ascii: ":") else {
            return CardDataGuard.holdsCardNumber(content[...]) ? .cardNumber(field: field) : nil
        }
        // Ids and numbers may be names too, in a map; such a name is not repeated in the answer.
        if CardDataGuard.isCardNumber(content[...]) { return .cardNumber(field: "") }
        field = String(decoding: content.prefix(64), as: UTF8.self)
        return CardDataGuard.isCardField(field) ? .cardField(field) : nil
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
