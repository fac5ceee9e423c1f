import Models

/// The way of new events: read, tell every hearer, mark. Hearers that are away or slow don't hold up the others;
/// theirs goes to their backlog.
struct OutboxDispatch: Sendable {
    let store: OutboxStore
    let lease: LeaseKeeper
    let sender: EventSender
    let health: HearerHealth
    let hearers: @Sendable (_ type: String) -> [ServiceName]
    let timeoutSeconds: Double

    static let eventsMax = 1000

    /// Returns how many events were settled; nil when another instance is the one to tell them.
    func pass() async throws -> Int? {
        let events = try await store.unsent(limit: Self.eventsMax)
        guard !events.isEmpty else { return 0 }
        return try await lease.hold { lease in
            try await Failpoint.relayBefore.reached()
            let queued = await tell(events)
            try await Failpoint.relayTold.reached()
            try await store.settle(events, queueing: queued, under: lease)
            try await Failpoint.relaySettleAfter.reached()
            return events.count
        }
    }

    /// Tells all hearers at the same time and returns what has to go to backlogs.
    private func tell(_ events: [StoredEvent]) async -> [QueuedEvent] {
        var byHearer: [ServiceName: [StoredEvent]] = [:]
        for event in events {
            for hearer in hearers(event.event.type) {
                byHearer[hearer, default: []].append(event)
            }
        }
        return await withTaskGroup { group in
            for (hearer, events) in byHearer {
                group.addTask { await self.tell(hearer, events) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func tell(_ hearer: ServiceName, _ events: [StoredEvent]) async -> [QueuedEvent] {
        var round = HearerRound(hearer, telling: events, isPaused: health.pauseSeconds(of: hearer) > 0)
        while let batch = round.next() {
            do {
                let result = try await sender.send(hearer, batch.map(\.event), timeoutSeconds)
                health.recordSuccess(of: hearer)
                round.answered(result)
            } catch {
                health.recordFailure(of: hearer)
                round.unanswered()
            }
        }
        return round.queued
    }
}
