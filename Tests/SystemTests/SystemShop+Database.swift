import Foundation
import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import EmporiaCommand

extension SystemShop {
    var checker: PromiseChecker {
        PromiseChecker(server: everySchema(connections: 2, timeoutSeconds: 600), journal: local.journal)
    }

    /// Somebody who may read every schema, wherever it lies.
    private func everySchema(connections: Int, timeoutSeconds: Int) -> PostgresConfiguration {
        PostgresConfiguration(
            conninfo: standby?.connection(user: "postgres") ?? local.servers.overviewConnection,
            connections: connections,
            applicationName: "system-test",
            statementTimeoutSeconds: timeoutSeconds
        )
    }

    /// Lends a connection that sees every schema: a test asks the data, not the services about themselves.
    func withDatabase<T>(_ body: (Database) async throws -> T) async throws -> T {
        let configuration = everySchema(connections: 1, timeoutSeconds: 60)
        let database = Database(configuration, logger: .silent)
        let result: Result<T, any Error>
        do {
            result = .success(try await body(database))
        } catch {
            result = .failure(error)
        }
        await database.close()
        return try result.get()
    }

    /// Whether every event was heard, every saga ended and every payment was carried out.
    func isSettled(_ database: Database) async throws -> Bool {
        try await WorkUnderWay(in: database).isSettled
    }

    /// Waits until nothing is under way, then verifies every promise.
    func expectEveryPromiseHolds(_ location: SourceLocation = #_sourceLocation) async throws {
        let report = try await checker.run(settleSeconds: 90)
        let broken = report.lines.filter { !$0.isKept }.map(\.text)
        #expect(broken.isEmpty, "\(broken.joined(separator: "\n"))", sourceLocation: location)
    }
}
