public import Models
public import Postgres

/// Where a service says what happened: in the transaction in which it happened, so that nothing is told of a change
/// that was rolled back and nothing that was committed stays untold.
public final class Outbox: Sendable {
    public let source: ServiceName
    /// Who hears a type of event.
    let hearers: @Sendable (_ type: String) -> [ServiceName]
    let wake = WakeSignal()

    public init(
        source: ServiceName,
        hearers: @escaping @Sendable (_ type: String) -> [ServiceName] = EventRouting.hearers
    ) {
        self.source = source
        self.hearers = hearers
    }

    /// Adds one event; the relay is woken when the transaction commits.
    public func append(_ payload: some EventPayload, on session: borrowing Session) throws {
        try append([payload], on: session)
    }

    /// Adds several events by one statement, in their order. What nobody hears yet is kept with the rest, but counts as
    /// told, so that the relay has nothing to do with it. Nobody waits for that: a refusal is thrown by what comes next.
    public func append(_ payloads: [any EventPayload], on session: borrowing Session) throws {
        guard !payloads.isEmpty else { return }
        let events = payloads.map { CloudEvent($0, source: source) }
        let isHeard = events.map { !hearers($0.type).isEmpty }
        try session.send(
            """
            INSERT INTO outbox (id, type, subject, occurred_at, data, sent_at)
            SELECT id, type, subject, occurred_at, data, CASE WHEN is_heard THEN NULL ELSE now() END
              FROM unnest(
                       \(events.map(\.id))::uuid[],
                       \(events.map(\.type))::text[],
                       \(events.map(\.subject))::text[],
                       \(events.map(\.time))::timestamptz[],
                       \(events.map { JSONText($0.data) })::json[],
                       \(isHeard)::boolean[]
                   ) WITH ORDINALITY AS said (id, type, subject, occurred_at, data, is_heard, number)
             ORDER BY number
            """
        )
        guard isHeard.contains(true) else { return }
        session.onCommit { [wake] in wake.wake() }
    }
}
