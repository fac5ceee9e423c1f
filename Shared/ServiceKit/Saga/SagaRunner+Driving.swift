import Logging
import Models
import Postgres

extension SagaRunner {
    /// Does what the machine says until the saga rests or ends.
    ///
    /// Whatever goes wrong with the row itself (a lost lease, Postgres away, a COMMIT nobody answered) ends this run and
    /// nothing else: the row tells the next run the truth.
    func carryOn(_ claimed: ClaimedSaga<State>) async -> SagaOutcome<State> {
        do {
            return try await drive(claimed)
        } catch is SagaLeaseLost {
            logger.notice("saga was taken over", metadata: ["saga": "\(saga.name)", "id": "\(claimed.lease.id)"])
        } catch {
            logger.warning(
                "saga left for later",
                metadata: ["saga": "\(saga.name)", "id": "\(claimed.lease.id)", "cause": "\(error)"]
            )
        }
        return .stillRunning
    }

    private func drive(_ claimed: ClaimedSaga<State>) async throws -> SagaOutcome<State> {
        let lease = claimed.lease
        var state = claimed.state
        var lastError: String?
        var (progress, commands) = machine.next(claimed.progress, .taken, now: .now, jitter: 0)
        while true {
            var event: SagaEvent?
            for command in commands {
                switch command {
                case .save: try await save(lease, progress, state)
                case .run(let step): event = await run(step, &state, &lastError)
                case .undo(let step): event = await undo(step, state, &lastError)
                case .rest: return try await rest(lease, progress, state, lastError)
                case .end: return try await end(lease, progress, state)
                }
            }
            guard let event else { return .stillRunning }
            (progress, commands) = machine.next(progress, event, now: .now, jitter: .random(in: 0...1))
        }
    }

    private func run(_ index: Int, _ state: inout State, _ lastError: inout String?) async -> SagaEvent {
        do {
            let step = saga.steps[index]
            try await Failpoint.sagaRunBefore.reached(step.name)
            let result = try await step.run(&state)
            try await Failpoint.sagaRunAfter.reached(step.name)
            switch result {
            case .finished: return .finished
            case .paused(let timeoutSeconds, let pollSeconds):
                return .paused(timeoutSeconds: timeoutSeconds, pollSeconds: pollSeconds)
            }
        } catch let refusal as SagaRefusal {
            return .refused(refusal)
        } catch {
            lastError = note(error, "is asked again", of: index)
            return .unknown
        }
    }

    private func undo(_ index: Int, _ state: State, _ lastError: inout String?) async -> SagaEvent {
        do {
            let step = saga.steps[index]
            try await Failpoint.sagaUndoBefore.reached(step.name)
            try await step.undo(state)
            try await Failpoint.sagaUndoAfter.reached(step.name)
            return .undone
        } catch {
            lastError = note(error, "is undone again", of: index)
            return .undoFailed
        }
    }

    private func note(_ error: any Error, _ consequence: String, of index: Int) -> String {
        logger.warning(
            "saga step \(consequence)",
            metadata: ["saga": "\(saga.name)", "step": "\(saga.steps[index].name)", "cause": "\(error)"]
        )
        return "\(saga.steps[index].name): \(error)"
    }
}

extension SagaRunner {
    private func save(_ lease: SagaLease, _ progress: SagaProgress, _ state: State) async throws {
        let store = store
        try await database.transaction { session in
            try store.save(lease, progress, state, on: session)
            try Failpoint.sagaSaveInside.reachedInTransaction()
        }
        try await Failpoint.sagaSaveAfter.reached()
    }

    private func rest(
        _ lease: SagaLease,
        _ progress: SagaProgress,
        _ state: State,
        _ error: String?
    ) async throws -> SagaOutcome<State> {
        let (store, saga) = (store, saga)
        let isPaused = progress.pausedUntil != nil && progress.attempts == 0
        let isWoken = try await database.transaction { session in
            if isPaused { try saga.paused(state, on: session) }
            let isWoken = try store.rest(lease, progress, state, error: isPaused ? nil : error, on: session)
            try Failpoint.sagaRestInside.reachedInTransaction()
            return isWoken
        }
        try await Failpoint.sagaRestAfter.reached()
        if isWoken { wakeSignal.wake() }
        return isPaused ? .paused(state) : .stillRunning
    }

    /// The row goes in the transaction of the ending, so an ending is never recorded twice.
    private func end(
        _ lease: SagaLease,
        _ progress: SagaProgress,
        _ state: State
    ) async throws -> SagaOutcome<State> {
        guard let refusal = progress.refusal else {
            try await successes.submit(SagaSuccess(lease: lease, state: state))
            try await Failpoint.sagaSuccessAfter.reached()
            return .succeeded(state)
        }
        let (store, saga) = (store, saga)
        try await database.transaction { session in
            try store.end([lease], on: session)
            try saga.unwound(state, because: refusal, on: session)
            try Failpoint.sagaUnwoundInside.reachedInTransaction()
        }
        try await Failpoint.sagaUnwoundAfter.reached()
        return .unwound(state, refusal)
    }
}
