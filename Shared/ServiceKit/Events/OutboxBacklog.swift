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
            try await Failpoint.backlogBefore.reached()
            let result = try await sender.send(hearer, batch.map(\.event), timeoutSeconds)
            health.recordSuccess(of: hearer)
            try await Failpoint.backlogTold.reached()
            let (delivered, refused) = result.settlement(of: batch, for: hearer)
            try await store.settle(delivered: delivered, refused: refused, under: lease)
            try await Failpoint.backlogSettleAfter.reached()
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
