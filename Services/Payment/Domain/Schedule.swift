import Models

extension Payment {
    /// When to look again: at once after progress, later and later while nothing moves, never when all is as wanted.
    ///
    /// The longest pause is a quarter of the minute within which a lost callback must have no consequence.
    func scheduled(after before: Payment, attempted: Bool, at now: Timestamp) -> Payment {
        var next = self
        guard let command = nextCommand else {
            next.nextAt = nil
            next.attempts = 0
            next.isOutcomeUnknown = false
            return next
        }
        let moved = command != before.nextCommand
        next.attempts = moved ? 0 : attempts + (attempted ? 1 : 0)
        if moved {
            next.nextAt = command == .ask ? now.adding(seconds: Self.pauseSeconds(afterAttempts: 1)) : now
        } else if attempted {
            next.nextAt = now.adding(seconds: Self.pauseSeconds(afterAttempts: next.attempts))
        }
        return next
    }

    /// 0.5 s, 1 s, 2 s, 4 s, 8 s, then every 15 s.
    static func pauseSeconds(afterAttempts attempts: Int) -> Double {
        attempts > 5 ? 15 : 0.25 * Double(1 << max(attempts, 1))
    }
}
