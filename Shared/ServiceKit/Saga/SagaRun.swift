import Synchronization

/// One run of a saga in this process, which any number of callers may wait for. A caller that leaves does not end it.
final class SagaRun<State: Sendable>: Sendable {
    private struct Waiting {
        var outcome: SagaOutcome<State>?
        var callers: [Int: CheckedContinuation<SagaOutcome<State>, Never>] = [:]
        var callersSeen = 0
    }

    private let waiting = Mutex(Waiting())

    func finish(_ outcome: SagaOutcome<State>) {
        let callers = waiting.withLock { waiting in
            waiting.outcome = outcome
            defer { waiting.callers = [:] }
            return waiting.callers.values
        }
        for caller in callers { caller.resume(returning: outcome) }
    }

    /// The outcome, or `stillRunning` when it takes longer than the caller has.
    func outcome(withinSeconds seconds: Double) async -> SagaOutcome<State> {
        await withTaskGroup(of: SagaOutcome<State>.self) { group in
            group.addTask { await self.outcome() }
            group.addTask {
                try? await Task.sleep(for: .seconds(seconds))
                return .stillRunning
            }
            defer { group.cancelAll() }
            return await group.next() ?? .stillRunning
        }
    }

    private func outcome() async -> SagaOutcome<State> {
        let ticket = waiting.withLock { waiting in
            waiting.callersSeen += 1
            return waiting.callersSeen
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: SagaOutcome<State>? = waiting.withLock { waiting in
                    if let outcome = waiting.outcome { return outcome }
                    if Task.isCancelled { return .stillRunning }
                    waiting.callers[ticket] = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            waiting.withLock { $0.callers.removeValue(forKey: ticket) }?.resume(returning: .stillRunning)
        }
    }
}
