import Models
import Postgres

/// The relay's SQL on what one hearer has not taken yet.
struct OutboxBacklogStore: Sendable {
    let database: Database
    let source: ServiceName
    let hearer: ServiceName

    /// Waits after a refusal, up to five minutes; the first of an aggregate decides for those behind it.
    static let backoff = Backoff(baseSeconds: 1, capSeconds: 300)
    static let parkedAfterSeconds = 72.0 * 3600

    /// Events that may be tried now, in order: none whose aggregate has an earlier one that is parked or must wait.
    func due(limit: Int = 200) async throws -> [StoredEvent] {
        let rows = try await database.query(
            """
            SELECT due.position, id, type, outbox.subject, occurred_at, data, attempts, ARRAY[]::text[] AS waiting
              FROM outbox_retry AS due
              JOIN outbox ON outbox.position = due.position
             WHERE due.hearer = \(hearer.rawValue)
               AND NOT EXISTS (
                       SELECT FROM outbox_retry AS earlier
                        WHERE earlier.hearer = due.hearer
                          AND earlier.subject = due.subject
                          AND earlier.position <= due.position
                          AND (earlier.parked_at IS NOT NULL OR earlier.next_at > now())
                   )
             ORDER BY due.position
             LIMIT \(limit)
            """
        )
        return try rows.map { try StoredEvent($0, source: source) }
    }

    /// Takes out what was delivered, and puts refused events off or, after three days, aside.
    func settle(delivered: [StoredEvent], refused: [QueuedEvent], under lease: Lease) async throws {
        let delays = refused.map { refused in
            Self.backoff.delaySeconds(afterFailures: refused.event.attempts + 1, random: .random(in: 0.5...1))
        }
        let statements: [SQL] = [
            "SET LOCAL synchronous_commit TO off",
            lease.fence,
            """
            DELETE FROM outbox_retry
             WHERE hearer = \(hearer.rawValue) AND position = ANY (\(delivered.map(\.position))::bigint[])
            """,
            """
            UPDATE outbox_retry
               SET attempts = attempts + 1,
                   last_error = refused.error,
                   next_at = now() + make_interval(secs => refused.delay),
                   parked_at = CASE
                       WHEN queued_at < now() - make_interval(secs => \(Self.parkedAfterSeconds)) THEN now()
                   END
              FROM unnest(
                       \(refused.map(\.event.position))::bigint[],
                       \(refused.map { $0.error ?? "" })::text[],
                       \(delays)::double precision[]
                   ) AS refused (position, error, delay)
             WHERE hearer = \(hearer.rawValue) AND outbox_retry.position = refused.position
            """,
        ]
        try await database.transaction { session in
            let results = try session.pipeline(refused.isEmpty ? Array(statements.prefix(3)) : statements)
            try lease.check(results[1])
            try Failpoint.backlogSettleInside.reachedInTransaction()
        }
    }
}
