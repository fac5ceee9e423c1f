public import JSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A moment in UTC, in microseconds since 1970 as Postgres keeps them; from year 1 to 9999.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Since 1970-01-01T00:00:00Z.
    public let microseconds: Int64

    static let range: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

    /// Times out of range are taken to its nearer end.
    public init(microseconds: Int64) {
        self.microseconds = min(max(microseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    public static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    /// Rounded down.
    public var secondsSince1970: Int64 {
        (microseconds - (microseconds % 1_000_000 + 1_000_000) % 1_000_000) / 1_000_000
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }
}

extension Timestamp {
    public static func + (time: Timestamp, seconds: Int) -> Timestamp {
        let (added, tooLarge) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflow) = time.microseconds.addingReportingOverflow(added)
        guard !tooLarge, !overflow else {
            return Timestamp(microseconds: seconds < 0 ? range.lowerBound : range.upperBound)
        }
        return Timestamp(microseconds: sum)
    }

    public static func - (time: Timestamp, seconds: Int) -> Timestamp {
        seconds == .min ? Timestamp(microseconds: range.upperBound) : time + -seconds
    }

    public func adding(seconds: Double) -> Timestamp {
        Timestamp(microseconds: microseconds + Int64(seconds * 1_000_000))
    }

    /// How long after `other`, in seconds; negative when before.
    public func seconds(since other: Timestamp) -> Double {
        Double(microseconds - other.microseconds) / 1_000_000
    }
}

extension Timestamp: JSONConvertible {
    public init?(json: JSONNode) {
        guard let time = json.string.flatMap(Self.init) else {
            json.fail("must be a time as RFC 3339 writes it, for example 2026-01-31T12:00:00Z")
            return nil
        }
        self = time
    }

    public func write(to json: inout JSONWriter) { json.string(description) }
}
