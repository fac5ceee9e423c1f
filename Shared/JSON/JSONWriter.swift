/// Appends JSON to a byte array; commas are its business, key order is the caller's.
public struct JSONWriter {
    public internal(set) var bytes: [UInt8] = []

    /// Whether the next field or element follows another one.
    @usableFromInline var needsComma = false

    public init(capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Elements are written by `element(_:)` or by `object` and `array` after `nextElement()`.
    public mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    @inlinable
    public mutating func element(_ value: some JSONWritable) {
        nextElement()
        value.write(to: &self)
    }

    /// Puts the comma that an element written piece by piece needs.
    public mutating func nextElement() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    @usableFromInline
    mutating func open(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = false
    }

    @usableFromInline
    mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }
}
