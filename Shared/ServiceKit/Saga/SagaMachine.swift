public import Models

/// What happened to a saga.
public enum SagaEvent: Equatable, Sendable {
    /// An instance holds the lease and looks what there is to do.
    case taken
    case finished
    case paused(timeoutSeconds: Int, pollSeconds: Int)
    case refused(SagaRefusal)
    /// Nobody knows whether the step happened.
    case unknown
    case undone
    case undoFailed
}

/// What is to be done next, in this order.
public enum SagaCommand: Equatable, Sendable {
    /// Commit progress and state before going on.
    case save
    case run(step: Int)
    case undo(step: Int)
    /// Commit and let go of the lease until `progress.runAt` or until woken.
    case rest
    /// Commit the end, and with it what the business makes of it.
    case end
}

/// The rules of every saga: `(progress, event, now) → (progress, commands)`, with neither clock nor database, so that a
/// seed replays any history of losses, repeats and crashes.
public struct SagaMachine: Sendable {
    public let steps: [SagaStepRule]
    public let stepNames: [String]

    public init(steps: [any SagaStep]) {
        self.steps = steps.map(\.rule)
        stepNames = steps.map(\.name)
    }

    /// - Parameter jitter: 0 to 1; spreads the retries of many sagas that failed together.
    public func next(
        _ progress: SagaProgress,
        _ event: SagaEvent,
        now: Timestamp,
        jitter: Double
    ) -> (SagaProgress, [SagaCommand]) {
        var next = progress
        switch event {
        case .taken: return continuing(progress)
        case .finished: return finishing(progress)
        case .paused(let timeoutSeconds, let pollSeconds):
            return pausing(progress, now: now, timeoutSeconds: timeoutSeconds, pollSeconds: pollSeconds)
        case .refused(let refusal): return unwinding(progress, because: refusal)
        case .unknown:
            next.attempts += 1
            if let max = steps[next.step].attemptsMax, next.attempts >= max {
                return unwinding(next, because: .gaveUp(step: stepNames[next.step]))
            }
            next.runAt = now.adding(seconds: backoffSeconds(next.attempts, jitter: jitter))
            return (next, [.rest])
        case .undone:
            next.attempts = 0
            next.step -= 1
            return continuing(next)
        case .undoFailed:
            next.attempts += 1
            next.runAt = now.adding(seconds: backoffSeconds(next.attempts, jitter: jitter))
            return (next, [.rest])
        }
    }

    /// The progress as an instance must take it that finds the row after somebody else: steps after an unsaved one may
    /// have begun.
    public func recovered(_ progress: SagaProgress) -> SagaProgress {
        var recovered = progress
        guard progress.phase == .running else { return recovered }
        var furthest = progress.step
        while furthest + 1 < steps.count, !steps[furthest].isSaved { furthest += 1 }
        recovered.begun = max(progress.begun, furthest)
        return recovered
    }
}

extension SagaMachine {
    private func finishing(_ progress: SagaProgress) -> (SagaProgress, [SagaCommand]) {
        var next = progress
        let isSaved = steps[progress.step].isSaved
        next.step += 1
        next.attempts = 0
        next.pausedUntil = nil
        guard next.step < steps.count else { return continuing(next) }
        next.begun = max(next.begun, next.step)
        return (next, (isSaved ? [.save] : []) + [.run(step: next.step)])
    }

    private func pausing(
        _ progress: SagaProgress,
        now: Timestamp,
        timeoutSeconds: Int,
        pollSeconds: Int
    ) -> (SagaProgress, [SagaCommand]) {
        var next = progress
        let until = progress.pausedUntil ?? now + timeoutSeconds
        guard now < until else { return unwinding(progress, because: .timedOut(step: stepNames[progress.step])) }
        next.attempts = 0
        next.pausedUntil = until
        next.runAt = min(until, now + pollSeconds)
        return (next, [.rest])
    }

    /// The decision is committed before the first undo, for a step must not run again after it was undone.
    private func unwinding(_ progress: SagaProgress, because refusal: SagaRefusal) -> (SagaProgress, [SagaCommand]) {
        var next = progress
        next.phase = .unwinding
        next.refusal = refusal
        next.step = max(progress.begun, progress.step)
        next.attempts = 0
        next.pausedUntil = nil
        return (next, [.save, .undo(step: next.step)])
    }

    /// What there is to do at this step, or the end when there is no step left.
    private func continuing(_ progress: SagaProgress) -> (SagaProgress, [SagaCommand]) {
        var ended = progress
        switch progress.phase {
        case .running where progress.step < steps.count: return (progress, [.run(step: progress.step)])
        case .unwinding where progress.step >= 0: return (progress, [.undo(step: progress.step)])
        case .running: ended.phase = .succeeded
        case .unwinding: ended.phase = .unwound
        case .succeeded, .unwound: break
        }
        return (ended, [.end])
    }

    /// 0.2 s doubling to 15 s, half of it by chance.
    private func backoffSeconds(_ attempts: Int, jitter: Double) -> Double {
        let ceiling = min(15, 0.2 * Double(1 << min(attempts - 1, 10)))
        return ceiling * (0.5 + jitter / 2)
    }
}
