import Synchronization

/// Makes UUIDs of version 7 (RFC 9562 §5.7, method 3): 48 bits of milliseconds, 12 bits of what is left of the
/// millisecond, 62 random bits. Ids of one process strictly rise, so rows land at the end of an index.
enum UUIDClock {
    /// Milliseconds and their 1/4096ths, of the last id made.
    private static let last = Atomic<UInt64>(0)

    static func next() -> UUIDValue {
        let microseconds = UInt64(clamping: Timestamp.now.microseconds)
        let time = reserve((microseconds / 1_000) << 12 | microseconds % 1_000 * 4_096 / 1_000)
        let high = (time >> 12) << 16 | 0x7000 | time & 0xFFF
        return UUIDValue(high: high, low: 1 << 63 | UInt64.random(in: 0...UInt64.max >> 2))
    }

    /// The time itself, or the one after the last id's when the clock stands still or goes back.
    private static func reserve(_ now: UInt64) -> UInt64 {
        var previous = last.load(ordering: .relaxed)
        while true {
            let time = max(now, previous + 1)
            let (exchanged, original) = last.compareExchange(expected: previous, desired: time, ordering: .relaxed)
            if exchanged { return time }
            previous = original
        }
    }
}
