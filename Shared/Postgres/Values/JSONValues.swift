public import JSON

/// A `json` or `jsonb` document as bytes, passed through without being parsed.
public struct JSONText: PostgresConvertible, Hashable, Sendable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public init(_ value: some JSONWritable) { bytes = JSON.encode(value) }

    public init?(postgresText text: UnsafeRawBufferPointer) { bytes = Array(text) }

    public var postgresParameter: PostgresParameter { .utf8(bytes) }
}

extension SQL.StringInterpolation {
    /// `\(json: address)` binds a value as a document.
    public mutating func appendInterpolation(json value: some JSONWritable) {
        appendInterpolation(JSONText(value))
    }

    /// Nil is SQL's NULL, not JSON's.
    public mutating func appendInterpolation<T: JSONWritable>(json value: T?) {
        appendInterpolation(value.map { JSONText($0) })
    }
}

extension Row {
    /// A document read as a value.
    public func json<T: JSONReadable>(_ column: StaticString, as type: T.Type = T.self) throws(PostgresError) -> T {
        try Self.decoded(get(column, as: JSONText.self), column)
    }

    /// A document that may be missing.
    public func jsonIfPresent<T: JSONReadable>(
        _ column: StaticString,
        as type: T.Type = T.self
    ) throws(PostgresError) -> T? {
        guard let text = try get(column, as: JSONText?.self) else { return nil }
        return try Self.decoded(text, column)
    }

    /// Members that it does not know are passed over: a release of tomorrow may have written them, and is being rolled out.
    /// Whoever writes the document again loses them, so for one release a new member must not matter.
    private static func decoded<T: JSONReadable>(_ text: JSONText, _ column: StaticString) throws(PostgresError) -> T {
        do throws(JSONError) {
            return try JSON.decode(T.self, from: text.bytes, allowingUnknown: true)
        } catch {
            throw .decoding(column: column.description, reason: "does not hold a \(T.self): \(error)")
        }
    }
}
