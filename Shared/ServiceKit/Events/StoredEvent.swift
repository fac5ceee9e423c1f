import Models

/// An event as it lies in the outbox.
struct StoredEvent: Sendable {
    let position: Int64
    let event: CloudEvent
    /// Hearers that still have earlier events of this aggregate to take.
    let waitingHearers: Set<ServiceName>
    /// How often it was refused by the hearer whose backlog it is in; 0 for a new event.
    let attempts: Int

    var subject: String { event.subject }
}

/// An event that goes to a hearer's backlog.
struct QueuedEvent: Sendable {
    let hearer: ServiceName
    let event: StoredEvent
    /// Nil for one that was not tried, since it waits behind another.
    let error: String?
}

extension [StoredEvent] {
    /// Batches of at most 200 events or half a megabyte, in order; a hearer's body limit is above that.
    func batches(countMax: Int = 200, bytesMax: Int = 512 << 10) -> [[StoredEvent]] {
        var batches: [[StoredEvent]] = []
        var bytes = 0
        for event in self {
            let size = event.event.data.count + 512
            if batches.isEmpty || batches[batches.count - 1].count >= countMax || bytes + size > bytesMax {
                batches.append([])
                bytes = 0
            }
            batches[batches.count - 1].append(event)
            bytes += size
        }
        return batches
    }
}
