import Logging
import Models
import Postgres
import Synchronization

/// The background half: picks up what is due, holds on to what runs.
extension SagaRunner: Worker {
    public var name: String { "saga \(saga.name)" }

    public func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.pickUpDue() }
            group.addTask { await self.renewLeases() }
        }
        // Stopping: what runs is brought to a rest by its deadline; what isn't stays in its row for the next instance.
        for task in runs.withLock({ $0.values.compactMap(\.task) }) { await task.value }
    }

    /// More than this at once would only queue for connections.
    private static var runningMax: Int { 64 }

    private func pickUpDue() async {
        while !Task.isCancelled {
            let room = Self.runningMax - runs.withLock { $0.count }
            let found = room > 0 ? await claimDue(limit: room) : []
            for claimed in found { _ = start(claimed.recovered(by: machine)) }
            if found.isEmpty { await wakeSignal.wait(forSeconds: pollSeconds) }
        }
    }

    private func claimDue(limit: Int) async -> [ClaimedSaga<State>] {
        let store = store
        do {
            let claims = try await database.transaction { session in try store.claimDue(limit: limit, on: session) }
            if !claims.isEmpty { try await Failpoint.sagaClaimed.reached() }
            return claims.compactMap(readable)
        } catch {
            logger.warning("cannot look for due sagas", metadata: ["saga": "\(saga.name)", "cause": "\(error)"])
            return []
        }
    }

    private func readable(_ claim: Result<ClaimedSaga<State>, any Error>) -> ClaimedSaga<State>? {
        switch claim {
        case .success(let claimed): return claimed
        case .failure(let error):
            logger.error("a saga's row can't be read", metadata: ["saga": "\(saga.name)", "cause": "\(error)"])
            return nil
        }
    }

    private func renewLeases() async {
        let store = store
        let interval = Duration.seconds(Double(store.leaseSeconds) / 3)
        while (try? await Task.sleep(for: interval)) != nil {
            // Most sagas end before their lease needs it; renewing those would only stand in the way of their end.
            let limit = ContinuousClock.now - interval
            let leases = runs.withLock { $0.values.filter { $0.startedAt < limit }.map(\.lease) }
            guard !leases.isEmpty else { continue }
            do {
                try await database.transaction { session in try store.renew(leases, on: session) }
            } catch {
                logger.warning("cannot renew leases", metadata: ["saga": "\(saga.name)", "cause": "\(error)"])
            }
        }
    }
}
