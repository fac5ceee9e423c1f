/// A value in the form in which it is sent.
public enum PostgresParameter: Sendable, Equatable {
    case null
    case text(String)
    /// Text that is already UTF-8, such as a stored JSON document or an array literal.
    case utf8([UInt8])
    case integer(Int64)
    /// Sent in binary; the server must expect a `bytea`.
    case bytes([UInt8])
}

/// A type that may stand in an SQL interpolation.
///
/// An enum whose raw value is bindable needs no more than `extension OrderStatus: PostgresBindable {}`.
public protocol PostgresBindable {
    var postgresParameter: PostgresParameter { get }
    /// How several of them are sent together; only `UInt8` differs, because bytes are a `bytea`.
    static func postgresArray(of values: [Self]) -> PostgresParameter
}

extension PostgresBindable {
    @inlinable
    public static func postgresArray(of values: [Self]) -> PostgresParameter {
        var literal = ArrayLiteral(count: values.count)
        for value in values { literal.append(value.postgresParameter) }
        return literal.parameter
    }
}

extension PostgresBindable where Self: RawRepresentable, RawValue: PostgresBindable {
    @inlinable
    public var postgresParameter: PostgresParameter { rawValue.postgresParameter }
}

extension Optional: PostgresBindable where Wrapped: PostgresBindable {
    @inlinable
    public var postgresParameter: PostgresParameter { self?.postgresParameter ?? .null }
}

extension Array: PostgresBindable where Element: PostgresBindable {
    @inlinable
    public var postgresParameter: PostgresParameter { Element.postgresArray(of: self) }
}
