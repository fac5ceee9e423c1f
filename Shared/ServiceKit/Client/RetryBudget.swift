/// Bounds retries to a share of the calls, so that a peer in trouble gets at most that much more load than usual:
/// a bucket of tokens that calls fill in tenths and each retry empties by one.
struct RetryBudget: Sendable {
    private let share: Double
    private let perSecond: Double
    private let tokensMax: Double
    private var tokens: Double
    private var refilledAt: ContinuousClock.Instant

    /// - Parameter perSecond: what may be retried even when there are hardly any calls.
    init(share: Double = 0.1, perSecond: Double = 2, tokensMax: Double = 100, now: ContinuousClock.Instant) {
        self.share = share
        self.perSecond = perSecond
        self.tokensMax = tokensMax
        self.tokens = min(10, tokensMax)
        self.refilledAt = now
    }

    mutating func recordCall(at now: ContinuousClock.Instant) {
        refill(at: now, extra: share)
    }

    /// Returns false when the budget is spent.
    mutating func takeRetry(at now: ContinuousClock.Instant) -> Bool {
        refill(at: now, extra: 0)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    private mutating func refill(at now: ContinuousClock.Instant, extra: Double) {
        let elapsed = max(0, (now - refilledAt) / .seconds(1))
        tokens = min(tokensMax, tokens + elapsed * perSecond + extra)
        refilledAt = now
    }
}
