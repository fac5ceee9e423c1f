import JSON

/// JSON texts one after the other, each to be read as soon as it is there: https://www.rfc-editor.org/rfc/rfc7464.
///
/// A text stands between a record separator and a line feed. As Emporia writes them, none holds a line feed itself.
enum JSONSequence {
    static let mediaType = "application/json-seq"
    private static let separator: UInt8 = 0x1E
    static let lineFeed = UInt8(ascii: "\n")

    static func text(_ value: some JSONWritable) -> [UInt8] {
        // Between tokens, where a body brought it along; within a string it is escaped.
        [separator] + JSON.encode(value).map { $0 == lineFeed ? UInt8(ascii: " ") : $0 } + [lineFeed]
    }

    /// Takes the texts that are whole from the front of what has come so far. What stands between them is passed over.
    static func takeTexts(from bytes: inout [UInt8], _ take: ([UInt8]) -> Void) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: lineFeed) {
            if let start = rest[..<end].lastIndex(of: separator) { take(Array(rest[(start + 1)..<end])) }
            rest = rest[(end + 1)...]
        }
        bytes.removeFirst(rest.startIndex - bytes.startIndex)
    }
}
