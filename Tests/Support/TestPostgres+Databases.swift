public import Logging
public import Postgres
import Synchronization

/// A database of its own for one test or suite.
public struct TestDatabase: Sendable {
    /// Ready for `Database(…)`; change what the test is about.
    public let configuration: PostgresConfiguration
    let name: String
    let server: TestPostgres

    /// Even while someone is connected.
    public func drop() async throws {
        try await server.administer("DROP DATABASE IF EXISTS \(sql: SQL(trusted: name)) WITH (FORCE)")
    }
}

extension TestPostgres {
    private static let lastNumber = Atomic(0)

    /// An empty database; `schema` is where its statements look, and the migrator makes it.
    public func freshDatabase(schema: String = "", connections: Int = 4) async throws -> TestDatabase {
        let number = Self.lastNumber.add(1, ordering: .relaxed).newValue
        let name = "test_\(number)"
        try await administer("CREATE DATABASE \(sql: SQL(trusted: name))")
        let configuration = PostgresConfiguration(
            conninfo: conninfo(database: name),
            connections: connections,
            schema: schema,
            applicationName: name
        )
        return TestDatabase(configuration: configuration, name: name, server: self)
    }

    /// Lends a fresh database, migrated if migrations are given, and drops it afterwards.
    public func withDatabase<T>(
        schema: String = "",
        connections: Int = 4,
        migrations: [Migration] = [],
        _ body: (Database) async throws -> T
    ) async throws -> T {
        let fresh = try await freshDatabase(schema: schema, connections: connections)
        let database = Database(fresh.configuration, logger: .silent)
        let result: Result<T, any Error>
        do {
            if !migrations.isEmpty { try await Migrator(database).apply(migrations) }
            result = .success(try await body(database))
        } catch {
            result = .failure(error)
        }
        await database.close()
        try await fresh.drop()
        return try result.get()
    }

    /// On a connection of its own for each, because a server that is stopped and started would break a kept one.
    fileprivate func administer(_ sql: SQL) async throws {
        let configuration = PostgresConfiguration(
            conninfo: conninfo(database: "postgres"),
            connections: 1,
            statementTimeoutSeconds: 60,
            lockTimeoutSeconds: 60,
            queueTimeoutSeconds: 60
        )
        let database = Database(configuration, logger: .silent)
        let result: Result<Int, any Error>
        do {
            result = .success(try await database.run(sql))
        } catch {
            result = .failure(error)
        }
        await database.close()
        _ = try result.get()
    }
}

extension Logger {
    /// For tests that provoke what would otherwise be logged.
    public static var silent: Logger { Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() } }
}
