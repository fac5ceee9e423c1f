/// The W3C trace context of a piece of work: `00-<trace>-<span>-<flags>`.
public struct TraceParent: Sendable, Hashable, CustomStringConvertible, LosslessStringConvertible {
    public let traceID: String
    public let spanID: String
    public let isSampled: Bool

    /// A new trace.
    public init() {
        traceID = Self.hex(.random(in: 0 ... .max)) + Self.hex(.random(in: 1 ... .max))
        spanID = Self.hex(.random(in: 1 ... .max))
        isSampled = true
    }

    private init(traceID: String, spanID: String, isSampled: Bool) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
    }

    /// Nil for what is not a valid `traceparent`, in which case a new trace begins.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count == 55, bytes[0] == UInt8(ascii: "0"), bytes[1] == bytes[0],
            bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            Self.isID(bytes[3..<35]), Self.isID(bytes[36..<52]),
            let flags = UInt8(text.suffix(2), radix: 16)
        else { return nil }
        self.init(
            traceID: String(decoding: bytes[3..<35], as: UTF8.self),
            spanID: String(decoding: bytes[36..<52], as: UTF8.self),
            isSampled: flags & 1 == 1
        )
    }

    /// A step within the same trace.
    public func child() -> TraceParent {
        TraceParent(traceID: traceID, spanID: Self.hex(.random(in: 1 ... .max)), isSampled: isSampled)
    }

    public var description: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    /// Hexadecimal digits in lower case, not all of them zero.
    private static func isID(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            && digits.contains { $0 != 0x30 }
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
