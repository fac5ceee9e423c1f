import Models

/// What one hearer is told in one pass of the relay: which batch goes next, and what has to queue for later. Rules
/// without I/O, so that a seed replays any history of lost answers and refusals.
///
/// An event is never told before an earlier one of its aggregate was taken.
struct HearerRound {
    let hearer: ServiceName
    /// For the hearer's backlog, once the round is over.
    private(set) var queued: [QueuedEvent] = []
    private var batches: ArraySlice<[StoredEvent]>
    private var told: [StoredEvent] = []
    private var blocked: Set<String>

    /// - Parameter isPaused: Whether the hearer is not worth a try just now.
    init(_ hearer: ServiceName, telling events: [StoredEvent], isPaused: Bool) {
        self.hearer = hearer
        batches = events.batches()[...]
        blocked = Set(events.filter { $0.waitingHearers.contains(hearer) }.map(\.subject))
        if isPaused { queueRest() }
    }

    /// The batch to send now; nil when the round is over. Each is followed by `answered` or `unanswered`.
    mutating func next() -> [StoredEvent]? {
        while let batch = batches.popFirst() {
            queue(batch.filter { blocked.contains($0.subject) })
            told = batch.filter { !blocked.contains($0.subject) }
            if !told.isEmpty { return told }
        }
        return nil
    }

    mutating func answered(_ result: InboxResult) {
        let refused = result.queued(of: told, for: hearer)
        queued += refused
        blocked.formUnion(refused.map(\.event.subject))
    }

    /// Nobody knows whether the batch was taken, so all of it is told again; nothing goes past it.
    mutating func unanswered() {
        queue(told)
        queueRest()
    }

    private mutating func queueRest() {
        while let batch = batches.popFirst() { queue(batch) }
    }

    private mutating func queue(_ events: [StoredEvent]) {
        queued += events.map { QueuedEvent(hearer: hearer, event: $0, error: nil) }
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

    /// What a batch from a backlog comes to: what leaves it, and what is put off.
    func settlement(
        of batch: [StoredEvent],
        for hearer: ServiceName
    ) -> (delivered: [StoredEvent], refused: [QueuedEvent]) {
        let queued = queued(of: batch, for: hearer)
        let positions = Set(queued.map(\.event.position))
        return (batch.filter { !positions.contains($0.position) }, queued.filter { $0.error != nil })
    }
}
