import Logging
import Postgres
import ServiceKit

extension PostgresConfiguration {
    /// The server that `EMPORIA_DATABASE_URL` names, as whoever it names.
    static func elsewhere(_ configuration: ServiceConfiguration = .environment()) throws -> PostgresConfiguration {
        PostgresConfiguration(
            conninfo: configuration.string(
                "database.url",
                default: "host=127.0.0.1 dbname=emporia user=postgres"
            ),
            password: try configuration.secret("database.password"),
            connections: 2,
            applicationName: "emporia-command",
            statementTimeoutSeconds: 600
        )
    }
}

extension Database {
    /// Opens a database for as long as `body` runs.
    static func with<T>(_ server: PostgresConfiguration, _ body: (Database) async throws -> T) async throws -> T {
        let database = Database(server, logger: Logger(label: "database") { _ in SwiftLogNoOpLogHandler() })
        let result: Result<T, any Error>
        do {
            result = .success(try await body(database))
        } catch {
            result = .failure(error)
        }
        await database.close()
        return try result.get()
    }
}
