/// Strict JSON (RFC 8259) in both directions, without Codable and without Foundation.
///
/// Parsers disagree about what is not quite JSON: duplicate keys, trailing commas, byte order marks, `1e2` where an
/// integer is meant. Two services that read one body differently are a hole, so everything doubtful is refused here,
/// before any type sees it.
public enum JSON {
    /// The bytes of `value`, encoded once.
    @inlinable
    public static func encode(_ value: some JSONWritable) -> [UInt8] {
        var writer = JSONWriter()
        value.write(to: &writer)
        return writer.bytes
    }

    /// The same as text, for logs and tests.
    public static func string(_ value: some JSONWritable) -> String {
        String(decoding: encode(value), as: UTF8.self)
    }

    /// Reads one value and refuses everything else: malformed text, bad fields (all of them listed), unknown fields.
    /// Only what a newer version of our own services may have sent is read `allowingUnknown` fields.
    @inlinable
    public static func decode<T: JSONReadable>(
        _ type: T.Type = T.self,
        from bytes: [UInt8],
        limits: JSONLimits = .standard,
        allowingUnknown: Bool = false
    ) throws(JSONError) -> T {
        let root = try parse(bytes, limits: limits)
        root.document.allowsUnknown = allowingUnknown
        let value = root.read(type)
        let problems = root.document.problems
        guard let value, problems.isEmpty else {
            throw .invalid(problems.isEmpty ? [FieldProblem(pointer: "", detail: "is not valid")] : problems)
        }
        return value
    }

    /// The root of a well-formed document, to look around in freely; nothing is required and nothing is unknown.
    public static func parse(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) -> JSONNode {
        JSONNode(document: try JSONDocument(bytes, limits: limits), index: 0)
    }
}
