/// A checked text, its tokens, and the problems that reading it brought to light. Belongs to one reader on one task.
@usableFromInline
final class JSONDocument {
    let bytes: [UInt8]

    // One task reads a document, so nobody can get in between; the checks cost a tenth of all reading.
    @exclusivity(unchecked) var tokens: [JSONToken]
    @usableFromInline var problems: [FieldProblem] = []
    @usableFromInline var allowsUnknown = false
    private var lastFailed: Int?

    /// A sender of nonsense need not be told of every piece of it.
    private static let problemsMax = 100

    init(_ bytes: [UInt8], limits: JSONLimits) throws(JSONError) {
        guard bytes.count <= limits.bytesMax else {
            throw .malformed(offset: limits.bytesMax, reason: "longer than \(limits.bytesMax) bytes")
        }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw .malformed(offset: error.byteOffsets.lowerBound, reason: "not UTF-8")
        }
        self.bytes = bytes
        tokens = try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
            var scanner = JSONScanner(buffer, limits: limits)
            try scanner.scanDocument()
            return scanner.tokens
        }
    }

    func fail(_ index: Int, _ detail: String, member: String? = nil) {
        lastFailed = index
        guard problems.count < Self.problemsMax else { return }
        let suffix = member.map { "/" + Self.escapedForPointer($0) } ?? ""
        problems.append(FieldProblem(pointer: pointer(to: index) + suffix, detail: detail))
    }

    /// For a value that is no object, of which every field would say the same. Known by its token, since a pointer is
    /// walked from the root: a list of 500,000 numbers where objects belong took hours.
    func failOnce(_ index: Int, _ detail: String) {
        if lastFailed != index { fail(index, detail) }
    }

    /// The value's token of the member `name` of the object at `object`, which counts as read from now on.
    func member(_ name: StaticString, of object: Int) -> Int? {
        guard tokens[object].kind == .object else { return nil }
        let end = Int(tokens[object].next)
        var key = object + 1
        while key < end {
            if isKey(key, named: name) {
                tokens[key].isConsumed = true
                return key + 1
            }
            key = Int(tokens[key].next)
        }
        return nil
    }

    func text(at index: Int) -> String {
        let token = tokens[index]
        if token.isEscaped {
            return String(decoding: JSONUnescaping.unescaped(bytes[token.range]), as: UTF8.self)
        }
        return bytes.withUnsafeBufferPointer { buffer in
            String(decoding: UnsafeBufferPointer(rebasing: buffer[token.range]), as: UTF8.self)
        }
    }

    private func isKey(_ key: Int, named name: StaticString) -> Bool {
        let token = tokens[key]
        let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        if token.isEscaped { return JSONUnescaping.unescaped(bytes[token.range]).elementsEqual(wanted) }
        return token.range.count == wanted.count
            && bytes.withUnsafeBufferPointer { buffer in
                UnsafeBufferPointer(rebasing: buffer[token.range]).elementsEqual(wanted)
            }
    }
}
