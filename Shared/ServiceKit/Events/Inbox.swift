import JSON
public import Logging
public import Models
public import Postgres

/// Applies events that other services POST: each once however often it comes, in order within an aggregate.
public struct Inbox: Sendable {
    private let database: Database
    private let handlers: [String: [EventHandler]]
    private let logger: Logger

    public init(database: Database, handlers: [EventHandler], logger: Logger) {
        self.database = database
        self.handlers = Dictionary(grouping: handlers, by: \.type)
        self.logger = logger
    }

    /// Takes a CloudEvents batch as it came over the wire.
    ///
    /// Each tells only what happened to itself: otherwise whoever got hold of the catalog's key could say that an order
    /// was paid, or use up the id of somebody else's event, which then would count as heard.
    ///
    /// Throws `JSONError` for what is no batch, and `PostgresError` when the database is in trouble: then the speaker
    /// sends all of it again.
    public func receive(_ bytes: [UInt8], from speaker: ServiceName) async throws -> InboxResult {
        let events = try JSON.decode([CloudEvent].self, from: bytes)
        for event in events {
            let rightful = EventRouting.speaker(of: event.type) ?? event.source
            guard event.source == speaker, rightful == speaker else {
                throw Problem.foreignEvent(event, speaker: speaker)
            }
        }
        return try await receive(events)
    }

    public func receive(_ events: [CloudEvent]) async throws -> InboxResult {
        var round = InboxRound(events)
        while let next = round.next() {
            do {
                try await apply(next)
            } catch let error where !error.isDatabaseTrouble {
                // Names of tables and constraints are for our own log.
                let detail = error is PostgresError ? "the database refused it; the hearer's log says why" : "\(error)"
                guard let event = round.failed(detail) else { continue }
                logger.warning(
                    "event rejected",
                    metadata: ["event": "\(event.id)", "type": "\(event.type)", "cause": "\(error)"]
                )
            }
        }
        return round.result
    }

    /// Records the ids and applies the new ones, in one transaction: an event is marked heard if and only if its
    /// effect stands. A batch that arrives twice at once waits here for the first to end.
    private func apply(_ events: [CloudEvent]) async throws {
        let handlers = handlers
        try await Failpoint.inboxBefore.reached()
        try await database.transaction { session in
            var new = try Self.record(events, on: session)
            for run in Self.runs(of: events.filter { new.remove($0.id) != nil }) {
                for handler in handlers[run.type] ?? [] {
                    try handler.apply(run.events, session)
                }
            }
            try Failpoint.inboxInside.reachedInTransaction()
        }
        try await Failpoint.inboxAfter.reached()
    }

    /// Neighbours of one type together; the order stays as it was.
    private static func runs(of events: [CloudEvent]) -> [(type: String, events: [CloudEvent])] {
        events.reduce(into: []) { runs, event in
            if runs.last?.type == event.type {
                runs[runs.count - 1].events.append(event)
            } else {
                runs.append((event.type, [event]))
            }
        }
    }

    /// Returns the ids not heard before. Sorted, so that two batches that overlap cannot deadlock.
    private static func record(_ events: [CloudEvent], on session: borrowing Session) throws -> Set<EventID> {
        let rows = try session.query(
            """
            INSERT INTO inbox (id, source, type, subject, sequence)
            SELECT id, source, type, subject, sequence
              FROM unnest(
                       \(events.map(\.id))::uuid[],
                       \(events.map(\.source.rawValue))::text[],
                       \(events.map(\.type))::text[],
                       \(events.map(\.subject))::text[],
                       \(events.map(\.sequence))::bigint[]
                   ) AS heard (id, source, type, subject, sequence)
             ORDER BY id
                ON CONFLICT (id) DO NOTHING
            RETURNING id
            """
        )
        return Set(try rows.map { try $0.get("id", as: EventID.self) })
    }
}

extension Problem {
    fileprivate static func foreignEvent(_ event: CloudEvent, speaker: ServiceName) -> Problem {
        Problem(
            .forbidden,
            "foreign-event",
            "Not the caller's event",
            detail: "The \(event.type) of \(event.source.rawValue) is not for \(speaker.rawValue) to tell."
        )
    }
}
