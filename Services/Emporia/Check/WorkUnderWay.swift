import Postgres

/// What a shop has begun and not ended yet.
struct WorkUnderWay: Equatable, Sendable {
    /// Events not told to anybody, or refused once and to be told again.
    let events: Int
    /// Events given up on.
    let parked: Int
    /// Provider calls to be made and sagas at work. What a customer is asked to do may take as long as it likes.
    let steps: Int

    /// One statement, so one moment: an event on its way is still unsent where it was said, or applied where it was heard
    /// together with the step that it began.
    init(in database: Database) async throws {
        let rows = try await database.query(
            """
            SELECT (SELECT count(*) FROM catalog.outbox WHERE sent_at IS NULL)
                   + (SELECT count(*) FROM inventory.outbox WHERE sent_at IS NULL)
                   + (SELECT count(*) FROM "order".outbox WHERE sent_at IS NULL)
                   + (SELECT count(*) FROM payment.outbox WHERE sent_at IS NULL)
                   + (SELECT count(*) FROM logistics.outbox WHERE sent_at IS NULL)
                   + (SELECT count(*) FROM marketing.outbox WHERE sent_at IS NULL)
                   + count(*) FILTER (WHERE parked_at IS NULL) AS events,
                   count(*) FILTER (WHERE parked_at IS NOT NULL) AS parked,
                   (SELECT count(*) FROM payment.payments WHERE next_at IS NOT NULL AND status <> 'requiresAction')
                   + (SELECT count(*) FROM "order".sagas WHERE coalesce(paused_until, '-infinity') < now()) AS steps
              FROM (
                    SELECT parked_at FROM catalog.outbox_retry
                     UNION ALL SELECT parked_at FROM inventory.outbox_retry
                     UNION ALL SELECT parked_at FROM "order".outbox_retry
                     UNION ALL SELECT parked_at FROM payment.outbox_retry
                     UNION ALL SELECT parked_at FROM logistics.outbox_retry
                     UNION ALL SELECT parked_at FROM marketing.outbox_retry
                   ) AS waiting
            """
        )
        events = try rows.first?.get("events") ?? 0
        parked = try rows.first?.get("parked") ?? 0
        steps = try rows.first?.get("steps") ?? 0
    }

    var isSettled: Bool { events == 0 && steps == 0 }
}
