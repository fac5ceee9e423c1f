/// Postgres' text form of an array: `{1,NULL,"a \"quoted\" one"}`, written element by element.
@usableFromInline
struct ArrayLiteral {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    @usableFromInline
    init(count: Int) { bytes.reserveCapacity(count * 16) }

    @usableFromInline
    var parameter: PostgresParameter { .utf8(bytes + [UInt8(ascii: "}")]) }

    @usableFromInline
    mutating func append(_ element: PostgresParameter) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        switch element {
        case .null: bytes.append(contentsOf: "NULL".utf8)
        case .integer(let value): bytes.append(decimal: value)
        case .text(var text): text.withUTF8 { appendQuoted($0) }
        case .utf8(let text): text.withUnsafeBufferPointer { appendQuoted($0) }
        case .bytes(let raw): Hexadecimal.byteaText(raw).withUnsafeBufferPointer { appendQuoted($0) }
        }
    }

    /// Everything is quoted, so that an empty text, a NULL spelt out and white space stay what they are. Runs without
    /// anything to escape are copied at once.
    private mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var run = 0
        for index in text.indices where text[index] == UInt8(ascii: "\"") || text[index] == UInt8(ascii: "\\") {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[run..<index]))
            bytes.append(UInt8(ascii: "\\"))
            run = index
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[run...]))
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
