import Logging
import Models
import Postgres

/// What the services' tables say, read past the services: nobody is asked what he thinks he did.
struct ShopBooks: Sendable {
    let database: Database

    init(_ postgres: LocalPostgres) {
        var configuration = PostgresConfiguration(
            conninfo: postgres.superuserConnection,
            connections: 1,
            applicationName: "emporia-replay",
            statementTimeoutSeconds: 600
        )
        configuration.plans = .byEstimate
        database = Database(configuration, logger: Logger(label: "replay") { _ in SwiftLogNoOpLogHandler() })
    }

    func close() async {
        await database.close()
    }

    func tillOrderCount() async throws -> Int {
        let rows = try await database.query(
            """
            SELECT count(*) AS count FROM "order".orders WHERE origin = 'till'
            """
        )
        return try rows.first?.get("count") ?? 0
    }

    /// Deliveries of earlier replays. A key protects a request from being repeated for some days, this for ever.
    func bookedDeliveries() async throws -> Set<BookedDelivery> {
        let rows = try await database.query(
            """
            SELECT DISTINCT location_id, reference
              FROM inventory.movements
             WHERE kind = 'received' AND reference LIKE 'complete-journey week %'
            """
        )
        return Set(try rows.map { try BookedDelivery(location: $0.get("location_id"), reference: $0.get("reference")) })
    }

    /// Articles that these channels sold and the catalogue doesn't know.
    func unlistedSKUs(soldAt channels: [String]) async throws -> [String] {
        let rows = try await database.query(
            """
            SELECT DISTINCT line ->> 'sku' AS sku
              FROM "order".orders, json_array_elements(breakdown -> 'lines') AS line
             WHERE origin = 'till' AND channel_id = ANY (\(channels)::text[])
               AND NOT EXISTS (SELECT FROM catalog.variants WHERE sku = line ->> 'sku')
             ORDER BY sku
            """
        )
        return try rows.map { try $0.get("sku") }
    }
}

struct BookedDelivery: Hashable, Sendable {
    let location: String
    let reference: String
}
