import Postgres

/// Events that were said and not applied everywhere yet.
struct EventsUnderWay: Equatable, Sendable {
    /// Not told to anybody, or refused once and to be told again.
    let moving: Int
    /// Given up on.
    let parked: Int
}

extension ShopBooks {
    /// One statement, so one moment: an event on its way is still unsent where it was said, or applied where it was heard.
    func eventsUnderWay() async throws -> EventsUnderWay {
        let rows = try await database.query(
            """
            SELECT (SELECT count(*) FROM catalog.outbox WHERE sent_at IS NULL)
                   + (SELECT count(*) FROM inventory.outbox WHERE sent_at IS NULL)
                   + (SELECT count(*) FROM "order".outbox WHERE sent_at IS NULL)
                   + (SELECT count(*) FROM payment.outbox WHERE sent_at IS NULL)
                   + (SELECT count(*) FROM logistics.outbox WHERE sent_at IS NULL)
                   + (SELECT count(*) FROM marketing.outbox WHERE sent_at IS NULL)
                   + count(*) FILTER (WHERE parked_at IS NULL) AS moving,
                   count(*) FILTER (WHERE parked_at IS NOT NULL) AS parked
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
        guard let row = rows.first else { return EventsUnderWay(moving: 0, parked: 0) }
        return EventsUnderWay(moving: try row.get("moving"), parked: try row.get("parked"))
    }
}
