public import Models
public import Postgres

/// Where a service says what happened: in the transaction in which it happened, so that nothing is told of a change
/// that was rolled back and nothing that was committed stays untold.
public final class Outbox: Sendable {
    public let source: ServiceName
    let wake = WakeSignal()

    public init(source: ServiceName) {
        self.source = source
    }

    /// Adds one event; the relay is woken when the transaction commits.
    public func append(_ payload: some EventPayload, on session: borrowing Session) throws {
        let event = CloudEvent(payload, source: source)
        try session.run(
            """
            INSERT INTO outbox (id, type, subject, occurred_at, data)
            VALUES (\(event.id), \(event.type), \(event.subject), \(event.time), \(JSONText(event.data)))
            """
        )
        wakeRelay(after: session)
    }

    /// Adds several events by one statement, in their order.
    public func append(_ payloads: [any EventPayload], on session: borrowing Session) throws {
        guard !payloads.isEmpty else { return }
        let events = payloads.map { CloudEvent($0, source: source) }
        try session.run(
            """
            INSERT INTO outbox (id, type, subject, occurred_at, data)
            SELECT id, type, subject, occurred_at, data
              FROM unnest(
                       \(events.map(\.id))::uuid[],
                       \(events.map(\.type))::text[],
                       \(events.map(\.subject))::text[],
                       \(events.map(\.time))::timestamptz[],
                       \(events.map { JSONText($0.data) })::json[]
                   ) WITH ORDINALITY AS said (id, type, subject, occurred_at, data, number)
             ORDER BY number
            """
        )
        wakeRelay(after: session)
    }

    private func wakeRelay(after session: borrowing Session) {
        session.onCommit { [wake] in wake.wake() }
    }
}
