import Models
import Synchronization

/// Which hearers are not worth a try just now, because they could not be reached. Short waits, five seconds at most:
/// one batch is tried as a probe, and a hearer that comes back should have everything within a minute.
final class HearerHealth: Sendable {
    struct Pause {
        static let backoff = Backoff(baseSeconds: 0.2, capSeconds: 5)

        private(set) var failures = 0
        private(set) var until: ContinuousClock.Instant?

        mutating func recordFailure(at now: ContinuousClock.Instant, random: Double = .random(in: 0.5...1)) {
            failures += 1
            until = now + .seconds(Self.backoff.delaySeconds(afterFailures: failures, random: random))
        }

        func remainingSeconds(at now: ContinuousClock.Instant) -> Double {
            until.map { max(0, ($0 - now) / .seconds(1)) } ?? 0
        }
    }

    private let pauses = Mutex<[ServiceName: Pause]>([:])

    func recordFailure(of hearer: ServiceName) {
        pauses.withLock { $0[hearer, default: Pause()].recordFailure(at: .now) }
    }

    func recordSuccess(of hearer: ServiceName) {
        pauses.withLock { $0[hearer] = nil }
    }

    func pauseSeconds(of hearer: ServiceName) -> Double {
        pauses.withLock { $0[hearer]?.remainingSeconds(at: .now) ?? 0 }
    }
}
