/// The one pass over the text: checks every rule of RFC 8259 and those of `JSON`, and leaves a flat array of tokens.
/// Recursion is safe because depth is limited. The bytes have been checked to be UTF-8 before.
struct JSONScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits
    var tokens: [JSONToken] = []
    var offset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        tokens.reserveCapacity(16 + bytes.count / 10)
    }

    mutating func scanDocument() throws(JSONError) {
        skipSpace()
        try scanValue(depth: 0)
        skipSpace()
        guard offset == bytes.count else { throw malformed("text after the end of the value") }
    }

    private mutating func scanValue(depth: Int) throws(JSONError) {
        switch try peek() {
        case UInt8(ascii: "{"): try scanObject(depth: depth + 1)
        case UInt8(ascii: "["): try scanArray(depth: depth + 1)
        case UInt8(ascii: "\""): try scanString(isKey: false)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanNumber()
        case UInt8(ascii: "t"): try scanWord("true", .bool)
        case UInt8(ascii: "f"): try scanWord("false", .bool)
        case UInt8(ascii: "n"): try scanWord("null", .null)
        default: throw malformed("a value was expected")
        }
    }

    private mutating func scanObject(depth: Int) throws(JSONError) {
        let token = try open(.object, depth: depth)
        if try closes(UInt8(ascii: "}")) { return finish(token) }
        var count = 0
        repeat {
            let key = tokens.count
            guard try peek() == UInt8(ascii: "\"") else { throw malformed("a field name in quotes was expected") }
            try scanString(isKey: true)
            skipSpace()
            guard try peek() == UInt8(ascii: ":") else { throw malformed("a colon was expected") }
            offset += 1
            skipSpace()
            try scanValue(depth: depth)
            tokens[key].next = Int32(tokens.count)
            count += 1
        } while try !isLast(UInt8(ascii: "}"))
        finish(token)
        try refuseRepeatedKeys(of: token, count: count)
    }

    private mutating func scanArray(depth: Int) throws(JSONError) {
        let token = try open(.array, depth: depth)
        if try closes(UInt8(ascii: "]")) { return finish(token) }
        repeat {
            try scanValue(depth: depth)
        } while try !isLast(UInt8(ascii: "]"))
        finish(token)
    }

    private mutating func scanWord(_ word: StaticString, _ kind: JSONKind) throws(JSONError) {
        let start = offset
        for index in 0..<word.utf8CodeUnitCount {
            guard offset < bytes.count, bytes[offset] == word.utf8Start[index] else {
                throw malformed("a value was expected")
            }
            offset += 1
        }
        append(kind, from: start)
    }
}

extension JSONScanner {
    private mutating func open(_ kind: JSONKind, depth: Int) throws(JSONError) -> Int {
        guard depth <= limits.depthMax else { throw malformed("nested deeper than \(limits.depthMax) levels") }
        tokens.append(JSONToken(kind: kind, start: Int32(offset)))
        offset += 1
        skipSpace()
        return tokens.count - 1
    }

    private mutating func finish(_ token: Int) {
        tokens[token].end = Int32(offset)
        tokens[token].next = Int32(tokens.count)
    }

    /// Whether the bracket that was just opened closes at once.
    private mutating func closes(_ bracket: UInt8) throws(JSONError) -> Bool {
        guard try peek() == bracket else { return false }
        offset += 1
        return true
    }

    /// After a member: either the closing bracket, or a comma that another member must follow.
    private mutating func isLast(_ bracket: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        let byte = try peek()
        offset += 1
        if byte == bracket { return true }
        guard byte == UInt8(ascii: ",") else {
            offset -= 1
            throw malformed("a comma or a closing bracket was expected")
        }
        skipSpace()
        return false
    }

    mutating func append(_ kind: JSONKind, from start: Int) {
        tokens.append(
            JSONToken(kind: kind, start: Int32(start), end: Int32(offset), next: Int32(tokens.count + 1))
        )
    }

    func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw malformed("the text ends too early") }
        return bytes[offset]
    }

    mutating func skipSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    func malformed(_ reason: String) -> JSONError {
        .malformed(offset: offset, reason: reason)
    }
}
