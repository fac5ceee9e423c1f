import Synchronization

/// The W3C trace context of a piece of work: `00-<trace>-<span>-<flags>`.
public struct TraceParent: Sendable, Hashable, CustomStringConvertible, LosslessStringConvertible {
    private static let length = 55
    private static let dash = UInt8(ascii: "-")

    private let trace: UInt128
    private let span: UInt64
    public let isSampled: Bool

    /// A new trace.
    public init() {
        self.init(trace: UInt128(Self.newID()) << 64 | UInt128(Self.newID()), span: Self.newID(), isSampled: true)
    }

    private init(trace: UInt128, span: UInt64, isSampled: Bool) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
    }

    /// Nil for what is not a valid `traceparent`, in which case a new trace begins.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == Self.length, bytes.allSatisfy(Self.isAllowed),
            bytes.count(where: { $0 == Self.dash }) == 3,
            text.hasPrefix("00-"), bytes.dropFirst(35).first == Self.dash, bytes.dropFirst(52).first == Self.dash,
            let trace = UInt128(Substring(bytes.dropFirst(3).prefix(32)), radix: 16), trace > 0,
            let span = UInt64(Substring(bytes.dropFirst(36).prefix(16)), radix: 16), span > 0,
            let flags = UInt8(Substring(bytes.suffix(2)), radix: 16)
        else { return nil }
        self.init(trace: trace, span: span, isSampled: flags & 1 == 1)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || byte == dash
    }

    /// A step within the same trace.
    public func child() -> TraceParent {
        TraceParent(trace: trace, span: Self.newID(), isSampled: isSampled)
    }

    public var traceID: String { Self.hex(trace) }
    public var spanID: String { Self.hex(span) }

    public var description: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    private static func hex<Number: FixedWidthInteger>(_ number: Number) -> String {
        let length = Number.bitWidth / 4
        return String(unsafeUninitializedCapacity: length) { digits in
            var rest = number
            for place in (0..<length).reversed() {
                let digit = UInt8(truncatingIfNeeded: rest & 15)
                digits[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
                rest >>= 4
            }
            return length
        }
    }

    private static let seed = Atomic<UInt64>(.random(in: 0 ... .max))

    /// Others must not meet the same one, but may guess it: each from the system would be a system call.
    /// Source: SplitMix64, of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
    private static func newID() -> UInt64 {
        var id = seed.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        id = (id ^ (id >> 30)) &* 0xBF58_476D_1CE4_E5B9
        id = (id ^ (id >> 27)) &* 0x94D0_49BB_1331_11EB
        id ^= id >> 31
        return max(id, 1)
    }
}
