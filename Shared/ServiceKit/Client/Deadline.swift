/// A moment on the monotonic clock by which an answer is worth having. It travels between services as the
/// milliseconds that remain, so that clocks need not agree.
public struct Deadline: Sendable, Hashable, Comparable {
    public let instant: ContinuousClock.Instant

    public init(at instant: ContinuousClock.Instant) {
        self.instant = instant
    }

    public static func after(seconds: Double) -> Deadline {
        Deadline(at: .now + .seconds(min(max(seconds, 0), 86_400)))
    }

    public static func after(milliseconds: Int) -> Deadline {
        Deadline(at: .now + .milliseconds(min(max(milliseconds, 0), 86_400_000)))
    }

    /// Never negative.
    public var remainingSeconds: Double {
        max(0, (instant - .now) / .seconds(1))
    }

    public var remainingMilliseconds: Int { Int(remainingSeconds * 1000) }

    public var hasPassed: Bool { instant <= .now }

    public static func < (left: Deadline, right: Deadline) -> Bool { left.instant < right.instant }
}
