public import Logging
public import Models
public import Postgres
import Synchronization

/// Carries sagas of one kind on: first in the request that begins them, then, when they rested or their instance died,
/// in whichever instance finds them due.
public final class SagaRunner<Definition: Saga>: Sendable {
    public typealias State = Definition.State

    let saga: Definition
    let machine: SagaMachine
    let database: Database
    let store: SagaStore<State>
    let logger: Logger
    let wakeSignal = WakeSignal()
    let pollSeconds: Double
    let successes: BatchWriter<SagaSuccess<State>, Void>

    /// The runs of this process. A run is a task of its own, for its caller may leave; `run()` awaits them at the end.
    let runs = Mutex<[SagaID: Running]>([:])

    struct Running {
        let lease: SagaLease
        let run: SagaRun<State>
        let startedAt = ContinuousClock.now
        var task: Task<Void, Never>?
    }

    /// - Parameter leaseSeconds: How long a saga stays with an instance that died. Renewed while it is worked on.
    public init(
        _ saga: Definition,
        database: Database,
        instance: String,
        logger: Logger,
        leaseSeconds: Int = 10,
        pollSeconds: Double = 1
    ) {
        self.saga = saga
        self.database = database
        self.logger = logger
        self.pollSeconds = pollSeconds
        machine = SagaMachine(steps: saga.steps)
        let store = SagaStore<State>(name: saga.name, owner: instance, leaseSeconds: leaseSeconds)
        self.store = store
        successes = BatchWriter(database, name: saga.name) { ended, session in
            // No key paths: in generic code they would be made anew each time.
            try store.end(ended.map { $0.lease }, on: session)
            try saga.succeeded(ended.map { $0.state }, on: session)
            try Failpoint.sagaSuccessInside.reachedInTransaction()
            return ended.map { _ in .success(()) }
        }
    }

    /// Shows whether sagas stand still: one that is due and nobody's gets older by the second.
    public func show(in metrics: MetricsRegistry) {
        let (store, database) = (store, database)
        metrics.gauges {
            guard let backlog = try? await store.backlog(in: database) else { return [] }
            let labels: MetricsRegistry.Labels = [("saga", store.name)]
            return [
                Gauge(
                    "emporia_sagas_waiting",
                    help: "Sagas that have not ended.",
                    labels: labels,
                    value: Double(backlog.count)
                ),
                Gauge(
                    "emporia_sagas_overdue_seconds",
                    help: "How long the most overdue of them has been due with nobody at work on it.",
                    labels: labels,
                    value: backlog.overdueSeconds
                ),
            ]
        }
    }

    /// The statement that records that sagas are to happen, for the transaction of their intents. `advance` starts each
    /// after the commit; were the process to die in between, another instance would.
    public func beginning(_ sagas: [(id: SagaID, state: State)]) -> SQL {
        store.insertion(of: sagas, SagaProgress(startingAt: .now))
    }

    /// What this instance recorded and did not start, because nobody answered the COMMIT; nil when it is somebody else's.
    public func begun(_ id: SagaID, on session: borrowing Session) throws -> State? {
        try store.begun(id, on: session)
    }

    /// Runs what `beginning` recorded and waits for the outcome as long as the caller can.
    public func advance(_ id: SagaID, _ state: State, withinSeconds seconds: Double) async -> SagaOutcome<State> {
        let claimed = ClaimedSaga(
            lease: SagaLease(id: id, token: 1, wakes: 0),
            progress: SagaProgress(startingAt: .now),
            state: state
        )
        return await start(claimed).outcome(withinSeconds: seconds)
    }

    /// Carries a saga on for a caller who asks again: joins a run of this process or claims the row.
    /// - Returns: nil when there is no such saga any more; `stillRunning` when another instance is at work on it.
    public func attend(_ id: SagaID, withinSeconds seconds: Double) async throws -> SagaOutcome<State>? {
        if let run = runs.withLock({ $0[id]?.run }) { return await run.outcome(withinSeconds: seconds) }
        let store = store
        let (claimed, exists) = try await database.transaction { session in
            let claimed = try store.claim(id, on: session)
            return (claimed, try claimed != nil || store.exists(id, on: session))
        }
        guard let claimed else { return exists ? .stillRunning : nil }
        return await start(claimed.recovered(by: machine)).outcome(withinSeconds: seconds)
    }

    /// Makes resting sagas run again once the session's transaction commits.
    public func resume(_ ids: [SagaID], on session: borrowing Session) throws {
        guard try store.wake(ids, on: session) > 0 else { return }
        let signal = wakeSignal
        session.onCommit { signal.wake() }
    }

    func start(_ claimed: ClaimedSaga<State>) -> SagaRun<State> {
        let run = SagaRun<State>()
        let id = claimed.lease.id
        runs.withLock { $0[id] = Running(lease: claimed.lease, run: run, task: nil) }
        let task = Task {
            let outcome = await self.carryOn(claimed)
            self.runs.withLock { runs in
                if runs[id]?.lease == claimed.lease { runs[id] = nil }
            }
            run.finish(outcome)
        }
        runs.withLock { $0[id]?.task = task }
        return run
    }
}

/// A saga whose last step is done, waiting for the commit that says so.
struct SagaSuccess<State: Sendable>: Sendable {
    let lease: SagaLease
    let state: State
}

extension ClaimedSaga {
    func recovered(by machine: SagaMachine) -> ClaimedSaga {
        ClaimedSaga(lease: lease, progress: machine.recovered(progress), state: state)
    }
}
