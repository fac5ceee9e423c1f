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
            let queued = await tell(events)
            try await store.settle(events, queueing: queued, under: lease)
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
        guard health.pauseSeconds(of: hearer) == 0 else {
            return events.map { QueuedEvent(hearer: hearer, event: $0, error: nil) }
        }
        var queued: [QueuedEvent] = []
        var blocked = Set(events.filter { $0.waitingHearers.contains(hearer) }.map(\.subject))
        var isAway = false
        for batch in events.batches() {
            let open = isAway ? [] : batch.filter { !blocked.contains($0.subject) }
            queued += batch.filter { isAway || blocked.contains($0.subject) }.map {
                QueuedEvent(hearer: hearer, event: $0, error: nil)
            }
            guard !open.isEmpty else { continue }
            let refused = await send(open, to: hearer)
            isAway = refused == nil
            queued += refused ?? open.map { QueuedEvent(hearer: hearer, event: $0, error: nil) }
            blocked.formUnion((refused ?? []).map(\.event.subject))
        }
        return queued
    }

    /// Returns the events refused; nil when the hearer is away.
    private func send(_ events: [StoredEvent], to hearer: ServiceName) async -> [QueuedEvent]? {
        do {
            let result = try await sender.send(hearer, events.map(\.event), timeoutSeconds)
            health.recordSuccess(of: hearer)
            return result.queued(of: events, for: hearer)
        } catch {
            health.recordFailure(of: hearer)
            return nil
        }
    }
}

extension InboxResult {
    /// The refused among `events`; those that only wait for another carry no error.
    func queued(of events: [StoredEvent], for hearer: ServiceName) -> [QueuedEvent] {
        let details = Dictionary(rejected.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return events.compactMap { event in
            details[event.event.id].map { rejected in
                QueuedEvent(hearer: hearer, event: event, error: rejected.waitsFor == nil ? rejected.detail : nil)
            }
        }
    }
}
