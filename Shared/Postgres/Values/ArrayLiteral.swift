/// Postgres' text form of an array: `{1,NULL,"a \"quoted\" one"}`.
enum ArrayLiteral {
    static func parameter(of values: [some PostgresBindable]) -> PostgresParameter {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        bytes.reserveCapacity(values.count * 16)
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(value.postgresParameter, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return .utf8(bytes)
    }

    private static func append(_ element: PostgresParameter, to bytes: inout [UInt8]) {
        switch element {
        case .null: bytes.append(contentsOf: "NULL".utf8)
        case .integer(let value): bytes.append(decimal: value)
        case .text(let text): appendQuoted(text.utf8, to: &bytes)
        case .utf8(let text): appendQuoted(text, to: &bytes)
        case .bytes(let raw): appendQuoted(Hexadecimal.byteaText(raw), to: &bytes)
        }
    }

    /// Everything is quoted, so that an empty text, a NULL spelt out and white space stay what they are.
    private static func appendQuoted(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// One-dimensional arrays only; nil when the text is not one or an element is not a `T`.
    static func elements<T: PostgresReadable>(of text: UnsafeRawBufferPointer, as type: T.Type) -> [T]? {
        guard text.count >= 2, text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}") else { return nil }
        var elements: [T] = []
        var cursor = Cursor(text: UnsafeRawBufferPointer(rebasing: text[1..<(text.count - 1)]))
        while let token = cursor.next() {
            guard let element = token.isNull ? T.postgresNull : token.bytes.withUnsafeBytes(T.init(postgresText:))
            else {
                return nil
            }
            elements.append(element)
        }
        return cursor.isBroken ? nil : elements
    }

    private struct Cursor {
        let text: UnsafeRawBufferPointer
        var position = 0
        var isBroken = false

        mutating func next() -> (bytes: [UInt8], isNull: Bool)? {
            guard position < text.count else { return nil }
            var bytes: [UInt8] = []
            let isQuoted = text[position] == UInt8(ascii: "\"")
            if isQuoted { readQuoted(into: &bytes) } else { readPlain(into: &bytes) }
            if position < text.count {
                isBroken = isBroken || text[position] != UInt8(ascii: ",") || position == text.count - 1
                position += 1
            }
            return isBroken ? nil : (bytes, !isQuoted && bytes.elementsEqual("NULL".utf8))
        }

        private mutating func readPlain(into bytes: inout [UInt8]) {
            while position < text.count, text[position] != UInt8(ascii: ",") {
                isBroken = isBroken || text[position] == UInt8(ascii: "{")
                bytes.append(text[position])
                position += 1
            }
        }

        private mutating func readQuoted(into bytes: inout [UInt8]) {
            position += 1
            while position < text.count, text[position] != UInt8(ascii: "\"") {
                if text[position] == UInt8(ascii: "\\") { position += 1 }
                guard position < text.count else { break }
                bytes.append(text[position])
                position += 1
            }
            isBroken = isBroken || position >= text.count
            position += 1
        }
    }
}
