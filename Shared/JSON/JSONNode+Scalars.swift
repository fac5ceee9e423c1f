extension JSONNode {
    /// The text of a string; `nil`, without a problem recorded, for anything else.
    public var string: String? {
        kind == .string ? document.text(at: index) : nil
    }

    /// A whole number written as one: `1.0` and `1e2` are refused, for other readers would not take them as integers.
    public var int64: Int64? {
        guard kind == .number else { return nil }
        var value: Int64 = 0
        let range = document.tokens[index].range
        let isNegative = document.bytes[range.lowerBound] == UInt8(ascii: "-")
        for offset in range.dropFirst(isNegative ? 1 : 0) {
            let byte = document.bytes[offset]
            guard case UInt8(ascii: "0")...UInt8(ascii: "9") = byte else { return nil }
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            // Negative numbers are built downwards, because the least Int64 has no positive counterpart.
            let (sum, overflow) =
                isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            guard !tooLarge, !overflow else { return nil }
            value = sum
        }
        return value
    }

    /// Any number that a double can hold; `1e400` is none.
    public var double: Double? {
        guard kind == .number else { return nil }
        let text = String(decoding: document.bytes[document.tokens[index].range], as: UTF8.self)
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    public var bool: Bool? {
        guard kind == .bool else { return nil }
        return document.bytes[Int(document.tokens[index].start)] == UInt8(ascii: "t")
    }
}
