/// A type that can be read from a column, straight from the bytes that libpq holds.
///
/// An enum whose raw value is readable needs no more than `extension OrderStatus: PostgresReadable {}`.
public protocol PostgresReadable {
    /// Nil when the text is not one of these. The buffer is valid only during the call.
    init?(postgresText text: UnsafeRawBufferPointer)
    /// What NULL means; nil for every type but `Optional`, where a NULL is then an error.
    static var postgresNull: Self? { get }
    /// Several of them; only `UInt8` differs, because bytes are a `bytea`.
    static func postgresArray(text: UnsafeRawBufferPointer) -> [Self]?
}

extension PostgresReadable {
    @inlinable
    public static var postgresNull: Self? { nil }

    public static func postgresArray(text: UnsafeRawBufferPointer) -> [Self]? {
        ArrayLiteral.elements(of: text, as: Self.self)
    }
}

extension PostgresReadable where Self: RawRepresentable, RawValue: PostgresReadable {
    @inlinable
    public init?(postgresText text: UnsafeRawBufferPointer) {
        guard let rawValue = RawValue(postgresText: text) else { return nil }
        self.init(rawValue: rawValue)
    }
}

extension Optional: PostgresReadable where Wrapped: PostgresReadable {
    @inlinable
    public init?(postgresText text: UnsafeRawBufferPointer) {
        guard let value = Wrapped(postgresText: text) else { return nil }
        self = .some(value)
    }

    @inlinable
    public static var postgresNull: Self? { .some(.none) }
}

extension Array: PostgresReadable where Element: PostgresReadable {
    public init?(postgresText text: UnsafeRawBufferPointer) {
        guard let elements = Element.postgresArray(text: text) else { return nil }
        self = elements
    }
}
