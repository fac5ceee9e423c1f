import Models

/// In which transactions a batch of events is applied, as rules without I/O: all at once; after a bad one among them
/// one by one, so that a poisoned event holds up its own aggregate and nothing else.
struct InboxRound {
    private(set) var result = InboxResult()
    private var waiting: ArraySlice<[CloudEvent]>
    private var trying: [CloudEvent] = []
    private var blocked: [String: EventID] = [:]

    init(_ events: [CloudEvent]) {
        waiting = events.isEmpty ? [] : [events]
    }

    /// The events to apply in the next transaction; nil when the round is over.
    mutating func next() -> [CloudEvent]? {
        while let events = waiting.popFirst() {
            if events.count == 1, let first = blocked[events[0].subject] {
                result.rejected.append(RejectedEvent(events[0], detail: "waits for \(first)", waitsFor: first))
                continue
            }
            trying = events
            return events
        }
        return nil
    }

    /// The last transaction was rolled back because of the events in it.
    /// - Returns: The event that is refused; nil when several were tried together, each of which now comes alone.
    mutating func failed(_ detail: String) -> CloudEvent? {
        guard trying.count == 1 else {
            waiting = trying.map { [$0] }[...]
            return nil
        }
        blocked[trying[0].subject] = trying[0].id
        result.rejected.append(RejectedEvent(trying[0], detail: String(detail.prefix(500))))
        return trying[0]
    }
}
