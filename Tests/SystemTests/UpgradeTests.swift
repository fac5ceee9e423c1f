import Foundation
import Models
import Postgres
import TestSupport
import Testing

@testable import EmporiaCommand
@testable import InventoryService
@testable import OrderService
@testable import PaymentService

extension ReplicaTests {
    @Suite("An upgrade under a steady load of checkouts")
    struct UpgradeTests {
        /// What the next release of some services brings, expanding only.
        private static let nextReleases: [ServiceName: (migrations: [Migration], sql: String)] = [
            .order: (
                OrderService.migrations,
                """
                ALTER TABLE orders ADD COLUMN gift_note text, ADD COLUMN is_gift boolean NOT NULL DEFAULT false;
                CREATE TABLE gifts (order_id uuid PRIMARY KEY REFERENCES orders (id), note text NOT NULL);
                CREATE INDEX orders_gifts ON orders (is_gift) WHERE is_gift;
                """
            ),
            .inventory: (InventoryService.migrations, "ALTER TABLE reservations ADD COLUMN priority integer;"),
            .payment: (PaymentService.migrations, "ALTER TABLE payments ADD COLUMN risk_score integer;"),
        ]
        /// How many requests at least: `EMPORIA_UPGRADE_REQUESTS`.
        private static let requests =
            ProcessInfo.processInfo.environment["EMPORIA_UPGRADE_REQUESTS"].flatMap(Int.init) ?? 800
        private static let replicas = 2
        private static let services = ServiceName.allCases.filter { $0 != .simulator }

        @Test("XC-18 XC-06 migrates first and restarts one replica at a time, and fails no request")
        func failsNothing() async throws {
            let shop = try OpenShop.current

            // A buyer asks twice.
            let buyersPerRestart = Self.requests / 2 / (Self.replicas * Self.services.count) + 1

            let load = try await shop.underLoad("upgrade", wanting: .upgrade, perSecond: 60) { load in
                for name in Self.services {
                    if let (migrations, sql) = Self.nextReleases[name] {
                        try await shop.migrate(name, by: migrations + [next(after: migrations, sql)])
                    }
                    for replica in 0..<Self.replicas {
                        let status = try await shop.process(name, replica: replica).stop(withinSeconds: 60)
                        #expect(status == 0, "\(name)-\(replica)")
                        try await shop.start(name, replica: replica)
                        try await load.served(buyersPerRestart)
                    }
                }
            }

            #expect(load.failures == [])
            #expect(load.requests >= Self.requests)
            #expect(load.requests == 2 * load.orders.count)
            try await shop.withDatabase { database in
                let rows = try await database.query(
                    #"SELECT count(*) AS count FROM "order".orders WHERE NOT is_gift"#
                )
                let count: Int? = try rows.first?.get("count")
                #expect((count ?? 0) >= load.orders.count)
            }
            try await shop.expectEveryPromiseHolds()
        }

        @Test("XC-18 refuses to start a release whose files differ from what was applied")
        func refusesEdited() async throws {
            let shop = try OpenShop.current
            // Turned round twice, it is what it was.
            let turn = "UPDATE catalog.schema_migrations SET checksum = reverse(checksum) WHERE component = 'catalog'"
            try shop.local.servers[.catalog].sql(turn)

            _ = try await shop.process(.catalog, replica: 1).stop()
            await #expect(throws: LocalShop.NotStarted.self) { try await shop.start(.catalog, replica: 1) }

            try shop.local.servers[.catalog].sql(turn)
            try await shop.start(.catalog, replica: 1)
        }

        private func next(after migrations: [Migration], _ sql: String) -> Migration {
            let version = "\(migrations.count + 1)"
            let number = String(repeating: "0", count: max(0, 3 - version.count)) + version
            return Migration("V\(number)_next_release", Array(sql.utf8))
        }
    }
}

extension SystemShop {
    /// As the next release's first replica does when it starts.
    fileprivate func migrate(_ name: ServiceName, by migrations: [Migration]) async throws {
        let database = Database(
            PostgresConfiguration(
                conninfo: local.servers[name].connection(user: "emporia_" + name.rawValue),
                password: try local.secrets.databasePassword(of: name),
                connections: 1,
                schema: name.rawValue
            ),
            logger: .silent
        )
        let result: Result<Void, any Error>
        do {
            result = .success(try await Migrator(database, component: name.rawValue).apply(migrations))
        } catch {
            result = .failure(error)
        }
        await database.close()
        try result.get()
    }
}
