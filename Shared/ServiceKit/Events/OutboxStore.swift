import Models
import Postgres

/// The relay's SQL on new events.
struct OutboxStore: Sendable {
    let database: Database
    let source: ServiceName

    /// Unsent events in order, each with the hearers behind whose backlog it has to queue.
    ///
    /// Reading both in one statement matters: an earlier event of the aggregate is either still in this result or
    /// already seen in the backlog, never in between. Almost always there is no backlog at all, and no event looks for its
    /// own.
    func unsent(limit: Int) async throws -> [StoredEvent] {
        let rows = try await database.query(
            """
            SELECT position, id, type, subject, occurred_at, data, 0 AS attempts,
                   CASE WHEN (SELECT EXISTS (SELECT FROM outbox_retry)) THEN
                       ARRAY(SELECT DISTINCT hearer FROM outbox_retry WHERE outbox_retry.subject = outbox.subject)
                   ELSE '{}' END AS waiting
              FROM outbox
             WHERE sent_at IS NULL
             ORDER BY position
             LIMIT \(limit)
            """
        )
        return try rows.map { try StoredEvent($0, source: source) }
    }

    /// Marks the events as told and puts what was not taken into the backlogs, at once or not at all.
    ///
    /// Without waiting for the disk: if a crash of Postgres undoes it, the events are told again and known by id.
    func settle(_ events: [StoredEvent], queueing queued: [QueuedEvent], under lease: Lease) async throws {
        let statements: [SQL] = [
            "SET LOCAL synchronous_commit TO off",
            lease.fence,
            "UPDATE outbox SET sent_at = now() WHERE position = ANY (\(events.map(\.position))::bigint[])",
            """
            INSERT INTO outbox_retry (hearer, position, subject, attempts, last_error)
            SELECT hearer, position, subject, CASE WHEN error = '' THEN 0 ELSE 1 END, NULLIF(error, '')
              FROM unnest(
                       \(queued.map(\.hearer.rawValue))::text[],
                       \(queued.map(\.event.position))::bigint[],
                       \(queued.map(\.event.subject))::text[],
                       \(queued.map { $0.error ?? "" })::text[]
                   ) AS queued (hearer, position, subject, error)
                ON CONFLICT DO NOTHING
            """,
        ]
        try await database.transaction { session in
            let results = try session.pipeline(queued.isEmpty ? Array(statements.prefix(3)) : statements)
            try lease.check(results[1])
            try Failpoint.relaySettleInside.reachedInTransaction()
        }
    }

    /// Hearers with events in their backlog that may be tried now.
    func dueHearers() async throws -> [ServiceName] {
        let rows = try await database.query(
            "SELECT DISTINCT hearer FROM outbox_retry WHERE parked_at IS NULL AND next_at <= now()"
        )
        return try rows.compactMap { ServiceName(rawValue: try $0.get("hearer", as: String.self)) }
    }
}

extension StoredEvent {
    init(_ row: Row, source: ServiceName) throws {
        let position = try row.get("position", as: Int64.self)
        self.init(
            position: position,
            event: CloudEvent(
                id: try row.get("id"),
                source: source,
                type: try row.get("type"),
                subject: try row.get("subject"),
                time: try row.get("occurred_at"),
                data: try row.get("data", as: JSONText.self).bytes,
                sequence: position
            ),
            waitingHearers: Set(try row.get("waiting", as: [String].self).compactMap(ServiceName.init)),
            attempts: try row.get("attempts")
        )
    }
}
