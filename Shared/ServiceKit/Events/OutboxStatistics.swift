public import Postgres

/// How far behind a service is with telling what happened.
public struct OutboxStatistics: Sendable, Equatable {
    /// Events that no hearer was told yet, and the age of the oldest.
    public let unsent: Int
    public let lagSeconds: Double
    /// Deliveries in backlogs, and those of them that were put aside after three days of refusals.
    public let waiting: Int
    public let parked: Int
}

extension Outbox {
    public static func statistics(in database: Database) async throws -> OutboxStatistics {
        let rows = try await database.query(
            """
            SELECT (SELECT count(*) FROM outbox WHERE sent_at IS NULL) AS unsent,
                   greatest(0, coalesce(extract(epoch FROM now() - (
                       SELECT occurred_at FROM outbox WHERE sent_at IS NULL ORDER BY position LIMIT 1
                   )), 0))::double precision AS lag,
                   count(*) FILTER (WHERE parked_at IS NULL) AS waiting,
                   count(*) FILTER (WHERE parked_at IS NOT NULL) AS parked
              FROM outbox_retry
            """
        )
        guard let row = rows.first else { return OutboxStatistics(unsent: 0, lagSeconds: 0, waiting: 0, parked: 0) }
        return OutboxStatistics(
            unsent: try row.get("unsent"),
            lagSeconds: try row.get("lag"),
            waiting: try row.get("waiting"),
            parked: try row.get("parked")
        )
    }

    /// Shows the same at every scrape; nothing at all while the database is away.
    public static func show(in metrics: MetricsRegistry, database: Database) {
        metrics.gauges {
            guard let statistics = try? await statistics(in: database) else { return [] }
            return [
                Gauge(
                    "emporia_outbox_unsent",
                    help: "Events not told to anybody yet.",
                    value: Double(statistics.unsent)
                ),
                Gauge(
                    "emporia_outbox_lag_seconds",
                    help: "Age of the oldest event not told yet.",
                    value: statistics.lagSeconds
                ),
                Gauge(
                    "emporia_outbox_waiting",
                    help: "Deliveries waiting for a hearer that was away or refused them.",
                    value: Double(statistics.waiting)
                ),
                Gauge(
                    "emporia_outbox_parked",
                    help: "Deliveries put aside after three days of refusals.",
                    value: Double(statistics.parked)
                ),
            ]
        }
    }
}
