import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The tests' own server")
struct TestPostgresTests {
    @Test("is gone with its folder when nobody holds it any more")
    func leavesNothing() async throws {
        let folder = try await Self.useServer()

        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    private static func useServer() async throws -> String {
        let server = try await TestPostgres.serverOfItsOwn()
        let one = try await server.withDatabase { try await $0.number("SELECT 1 AS n") }
        #expect(one == 1)
        return server.socketFolder
    }

    @Test("gives each test a database of its own, and takes it back")
    func separates() async throws {
        let server = try await TestPostgres.shared()
        let first = try await server.freshDatabase()
        let second = try await server.freshDatabase()
        let database = Database(first.configuration, logger: .silent)

        #expect(first.configuration.conninfo != second.configuration.conninfo)
        try await database.run("CREATE TABLE proof ()")
        try await first.drop()
        try await second.drop()

        let error = try await postgresError { try await database.run("SELECT 1") }
        #expect(error.isConnectionLost)
        await database.close()
    }
}
