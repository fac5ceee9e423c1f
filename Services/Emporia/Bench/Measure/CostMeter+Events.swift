import Models
import Postgres

extension CostMeter {
    struct EventLag: Sendable {
        let count: Int
        let p50Milliseconds: Double
        let p99Milliseconds: Double
    }

    /// From when events were said to when all who hear them had taken them, of those said since the reading that anybody
    /// hears.
    func eventLag(since reading: Reading) async throws -> EventLag {
        let heard = EventRouting.types.filter { !EventRouting.hearers(of: $0).isEmpty }
        let said = Self.schemas.map { schema in
            SQL(trusted: "SELECT sent_at - occurred_at AS lag FROM \(schema).outbox WHERE occurred_at >= ")
                + "\(reading.at) AND type = ANY(\(heard))"
        }
        let all = said.dropFirst().reduce(said[0]) { $0 + " UNION ALL " + $1 }
        let rows = try await database.query(
            """
            SELECT count(*) AS count,
                   coalesce(extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY lag)) * 1000, 0)
                       ::double precision AS p50,
                   coalesce(extract(epoch FROM percentile_disc(0.99) WITHIN GROUP (ORDER BY lag)) * 1000, 0)
                       ::double precision AS p99
              FROM (\(sql: all)) AS said
            """
        )
        guard let row = rows.first else { return EventLag(count: 0, p50Milliseconds: 0, p99Milliseconds: 0) }
        return EventLag(
            count: try row.get("count"),
            p50Milliseconds: try row.get("p50"),
            p99Milliseconds: try row.get("p99")
        )
    }

    /// How many transactions wrote to the log between two readings, which is how many commits there were to wait for.
    func commits(from earlier: Reading, to later: Reading) async throws -> Int {
        _ = try await database.run("CREATE EXTENSION IF NOT EXISTS pg_walinspect")
        let rows = try await database.query(
            """
            SELECT coalesce(sum("count"), 0)::bigint AS count
              FROM pg_get_wal_stats(\(earlier.logPosition)::pg_lsn, \(later.logPosition)::pg_lsn, true)
             WHERE "resource_manager/record_type" IN ('Transaction/COMMIT', 'Transaction/COMMIT_PREPARED')
            """
        )
        return try rows.first?.get("count") ?? 0
    }

    private static let schemas = ServiceName.withDatabase.map { "\"\($0.rawValue)\"" }
}
