extension JSONWriter {
    @inlinable
    public mutating func field(_ name: StaticString, _ value: some JSONWritable) {
        key(name)
        value.write(to: &self)
    }

    /// A field without a value is left out, never written as `null`.
    @inlinable
    public mutating func field<T: JSONWritable>(_ name: StaticString, _ value: T?) {
        guard let value else { return }
        key(name)
        value.write(to: &self)
    }

    public mutating func field(_ name: StaticString, object body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try object(body)
    }

    public mutating func field(_ name: StaticString, array body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try array(body)
    }

    /// A field of a map, whose names are data.
    @inlinable
    public mutating func field(dynamic name: String, _ value: some JSONWritable) {
        key(dynamic: name)
        value.write(to: &self)
    }

    /// Stored JSON passed through as it is; the caller vouches that it is one value.
    public mutating func field(_ name: StaticString, raw value: some Sequence<UInt8>) {
        key(name)
        raw(value)
    }

    /// Names in the code are plain ASCII without anything to escape.
    @usableFromInline
    mutating func key(_ name: StaticString) {
        nextElement()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    @usableFromInline
    mutating func key(dynamic name: String) {
        nextElement()
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }
}
