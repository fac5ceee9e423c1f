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
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "00", parts[3].utf8.count == 2,
            Self.isHex(parts[1], length: 32), Self.isHex(parts[2], length: 16),
            let flags = UInt8(parts[3], radix: 16)
        else { return nil }
        self.init(traceID: parts[1], spanID: parts[2], isSampled: flags & 1 == 1)
    }

    /// A step within the same trace.
    public func child() -> TraceParent {
        TraceParent(traceID: traceID, spanID: Self.hex(.random(in: 1 ... .max)), isSampled: isSampled)
    }

    public var description: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    private static func isHex(_ text: String, length: Int) -> Bool {
        let digits = text.utf8
        return digits.count == length
            && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            && digits.contains { $0 != 0x30 }
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
