import Logging
import Models

/// The way of events that a hearer did not take at first: again and again, in order within an aggregate.
struct OutboxBacklog: Sendable {
    let store: OutboxBacklogStore
    let lease: LeaseKeeper
    let sender: EventSender
    let health: HearerHealth
    let logger: Logger
    let timeoutSeconds: Double

    var hearer: ServiceName { store.hearer }

    /// Sends one batch. Returns whether there may be more to do at once.
    func pass() async throws -> Bool {
        guard health.pauseSeconds(of: hearer) == 0 else { return false }
        let settled = try await lease.hold { lease in
            guard let batch = try await store.due().batches().first else { return false }
            return try await deliver(batch, under: lease)
        }
        return settled ?? false
    }

    private func deliver(_ batch: [StoredEvent], under lease: Lease) async throws -> Bool {
        do {
            let result = try await sender.send(hearer, batch.map(\.event), timeoutSeconds)
            health.recordSuccess(of: hearer)
            let refused = result.queued(of: batch, for: hearer)
            let refusedPositions = Set(refused.map(\.event.position))
            try await store.settle(
                delivered: batch.filter { !refusedPositions.contains($0.position) },
                refused: refused.filter { $0.error != nil },
                under: lease
            )
            return true
        } catch let error as LeaseLost {
            throw error
        } catch  where !error.isDatabaseTrouble {
            health.recordFailure(of: hearer)
            logger.notice("hearer is away", metadata: ["hearer": "\(hearer.rawValue)", "cause": "\(error)"])
            return false
        }
    }
}
