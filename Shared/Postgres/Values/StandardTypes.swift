/// Both ways of a value: bound into statements, read from rows.
public typealias PostgresConvertible = PostgresBindable & PostgresReadable

extension String: PostgresConvertible {
    public var postgresParameter: PostgresParameter { .text(self) }

    public init?(postgresText text: UnsafeRawBufferPointer) {
        self = String(decoding: text, as: UTF8.self)
    }
}

extension Bool: PostgresConvertible {
    public var postgresParameter: PostgresParameter { .text(self ? "t" : "f") }

    public init?(postgresText text: UnsafeRawBufferPointer) {
        guard text.count == 1 else { return nil }
        switch text[0] {
        case UInt8(ascii: "t"): self = true
        case UInt8(ascii: "f"): self = false
        default: return nil
        }
    }
}

extension Double: PostgresConvertible {
    public var postgresParameter: PostgresParameter { .text(description) }

    public init?(postgresText text: UnsafeRawBufferPointer) {
        self.init(String(decoding: text, as: UTF8.self))
    }
}

extension PostgresReadable where Self: FixedWidthInteger {
    /// Digits straight from the buffer; a number too large for the type is refused, never cut.
    public init?(postgresText text: UnsafeRawBufferPointer) {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative ? UnsafeRawBufferPointer(rebasing: text.dropFirst()) : text
        guard !digits.isEmpty else { return nil }
        var value: Self = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let digit = Self(byte - UInt8(ascii: "0"))
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflows) =
                isNegative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
            guard !isTooLarge, !overflows else { return nil }
            value = sum
        }
        self = value
    }
}

extension Int: PostgresConvertible {
    public var postgresParameter: PostgresParameter { .integer(Int64(self)) }
}

extension Int16: PostgresConvertible {
    public var postgresParameter: PostgresParameter { .integer(Int64(self)) }
}

extension Int32: PostgresConvertible {
    public var postgresParameter: PostgresParameter { .integer(Int64(self)) }
}

extension Int64: PostgresConvertible {
    public var postgresParameter: PostgresParameter { .integer(self) }
}

/// A row of them is a `bytea`.
extension UInt8: PostgresConvertible {
    public var postgresParameter: PostgresParameter { .integer(Int64(self)) }

    public static func postgresArray(of values: [UInt8]) -> PostgresParameter { .bytes(values) }

    public static func postgresArray(text: UnsafeRawBufferPointer) -> [UInt8]? {
        Hexadecimal.bytes(byteaText: text)
    }
}
