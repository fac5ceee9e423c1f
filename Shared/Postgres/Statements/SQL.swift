/// A statement whose text comes from the program and whose values are always bound.
///
/// `"SELECT … WHERE id = \(id)"` makes `id` a parameter; there is no way to put a run-time `String` into the text,
/// because literals arrive as `StaticString`. `"… \(sql: condition)"` and `+` splice other statements.
/// Parameters carry no type: Postgres infers it from where they stand, so write `\(x)::bigint` where it cannot.
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// Each parameter is a NUL character here, which no statement may contain otherwise. Splicing needs no
    /// renumbering, and the template is the key under which a connection keeps the prepared statement.
    @usableFromInline var template: String
    @usableFromInline var parameters: [PostgresParameter]

    public init(stringLiteral value: StaticString) {
        template = value.description
        parameters = []
    }

    public init(stringInterpolation: StringInterpolation) {
        template = stringInterpolation.template
        parameters = stringInterpolation.parameters
    }

    /// For text made of names this package itself chose, such as a test's database. Never for anything from outside.
    package init(trusted text: String) {
        template = text
        parameters = []
    }

    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum += right
        return sum
    }

    public static func += (left: inout SQL, right: SQL) {
        left.template += right.template
        left.parameters += right.parameters
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        @usableFromInline var template = ""
        @usableFromInline var parameters: [PostgresParameter] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            template.reserveCapacity(literalCapacity + interpolationCount)
            parameters.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: StaticString) {
            template += literal.description
        }

        @inlinable
        public mutating func appendInterpolation(_ value: some PostgresBindable) { bind(value.postgresParameter) }

        /// Nil is NULL. An overload of its own, because the compiler warns of an optional given to a generic one.
        @inlinable
        public mutating func appendInterpolation<T: PostgresBindable>(_ value: T?) { bind(value.postgresParameter) }

        @usableFromInline
        mutating func bind(_ parameter: PostgresParameter) {
            template += "\0"
            parameters.append(parameter)
        }

        public mutating func appendInterpolation(sql: SQL) {
            template += sql.template
            parameters += sql.parameters
        }
    }
}

extension SQL {
    /// The text as the server reads it, `$1`, `$2` and so on in place of the marks; needed only to prepare it.
    var text: String {
        var text = ""
        var number = 0
        for scalar in template.unicodeScalars {
            if scalar == "\0" {
                number += 1
                text += "$\(number)"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// Whether doing it twice does no harm. Only the plain forms count; a `WITH` may hide a write.
    var isRead: Bool {
        let word = template.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }.prefix(6)
        return word.elementsEqual("SELECT".utf8) || word.elementsEqual("select".utf8)
    }
}
