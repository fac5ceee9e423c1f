/// Stops calling a peer that is down, and looks again with one call at a time.
///
/// It opens on failures in a row: a peer that fails only now and then is the retry budget's business. Waits are short
/// (half a second up to two), because a killed service is back within three.
struct CircuitBreaker: Sendable {
    enum State: Equatable, Sendable {
        case closed(failures: Int)
        case open(until: ContinuousClock.Instant, openings: Int)
        /// One call is under way to see whether the peer is back.
        case halfOpen(openings: Int)
    }

    enum Result: Sendable {
        case success
        case failure
        /// The caller gave up; it says nothing about the peer.
        case abandoned
    }

    private let failuresMax: Int
    private let wait: Backoff
    private(set) var state = State.closed(failures: 0)

    init(failuresMax: Int = 10, wait: Backoff = Backoff(baseSeconds: 0.5, capSeconds: 2)) {
        self.failuresMax = failuresMax
        self.wait = wait
    }

    /// Whether a call may go out now. Every admitted call must be recorded.
    mutating func admit(at now: ContinuousClock.Instant) -> Bool {
        switch state {
        case .closed:
            return true
        case .open(let until, let openings) where now >= until:
            state = .halfOpen(openings: openings)
            return true
        case .open, .halfOpen:
            return false
        }
    }

    mutating func record(_ result: Result, at now: ContinuousClock.Instant) {
        switch (state, result) {
        case (.closed, .success), (.halfOpen, .success):
            state = .closed(failures: 0)
        case (.closed(let failures), .failure):
            state = failures + 1 < failuresMax ? .closed(failures: failures + 1) : opened(1, at: now)
        case (.halfOpen(let openings), .failure):
            state = opened(openings + 1, at: now)
        case (.halfOpen(let openings), .abandoned):
            state = .open(until: now, openings: openings)
        case (.closed, .abandoned), (.open, _):
            // While open, only calls that went out before it opened come back; the next look decides.
            break
        }
    }

    private func opened(_ openings: Int, at now: ContinuousClock.Instant) -> State {
        .open(until: now + .seconds(wait.ceilingSeconds(afterFailures: openings)), openings: openings)
    }
}
