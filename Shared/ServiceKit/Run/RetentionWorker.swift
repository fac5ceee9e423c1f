import Logging
import Postgres

/// Forgets what has been kept for long enough, a thousand rows at a time, so that no delete holds up the traffic.
///
/// Idempotency keys are promised for seven days. Events sent and heard are kept as long, for `emporia check` compares
/// them; one that was not sent yet is never deleted.
struct RetentionWorker: Worker {
    let database: Database
    let logger: Logger
    let name = "retention"

    func run() async throws {
        try await PollingWorker(name: name, everySeconds: 60, logger: logger) {
            var deleted = 0
            for statement in Self.statements { deleted += try await database.run(statement) }
            return deleted > 0
        }
        .run()
    }

    private static let statements: [SQL] = [
        """
        DELETE FROM idempotency_keys
         WHERE ctid = ANY (ARRAY(
               SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '7 days' LIMIT 1000))
        """,
        """
        DELETE FROM outbox
         WHERE position = ANY (ARRAY(
               SELECT position
                 FROM outbox
                WHERE occurred_at < now() - interval '7 days' AND sent_at IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM outbox_retry WHERE outbox_retry.position = outbox.position)
                LIMIT 1000))
        """,
        """
        DELETE FROM inbox
         WHERE ctid = ANY (ARRAY(
               SELECT ctid FROM inbox WHERE applied_at < now() - interval '8 days' LIMIT 1000))
        """,
    ]
}
