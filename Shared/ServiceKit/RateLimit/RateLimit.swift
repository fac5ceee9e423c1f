/// So many requests a second in the long run, and a burst of as many as some seconds allow: a token bucket, kept as the
/// generic cell rate algorithm keeps it, for which one instant per caller is enough.
struct RateLimit: Sendable, Equatable {
    let perSecond: Int
    let burstSeconds: Int
    private let interval: Duration
    private let burst: Duration

    enum Verdict: Equatable, Sendable {
        case admitted(spentUntil: ContinuousClock.Instant)
        /// How long the caller has to wait for the next request to be admitted.
        case refused(wait: Duration)
    }

    /// - Parameters: Both at least 1.
    init(perSecond: Int, burstSeconds: Int) {
        self.perSecond = perSecond
        self.burstSeconds = burstSeconds
        interval = .seconds(1) / perSecond
        burst = .seconds(burstSeconds)
    }

    /// - Parameter spentUntil: The time that the caller's requests so far have used up, at an even pace; a time that has
    ///   passed says no more than none at all.
    func judge(spentUntil: ContinuousClock.Instant, at now: ContinuousClock.Instant) -> Verdict {
        let next = max(spentUntil, now) + interval
        let ahead = next - now
        return ahead <= burst ? .admitted(spentUntil: next) : .refused(wait: ahead - burst)
    }
}
