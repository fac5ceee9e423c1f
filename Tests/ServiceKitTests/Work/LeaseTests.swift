import Models
import Postgres
import TestSupport
import Testing

@testable import ServiceKit

@Suite("A lease", .timeLimit(.minutes(5)))
struct LeaseTests {
    @Test("is held by one at a time, and by the next once it is released")
    func excludes() async throws {
        try await withDatabase { database in
            let first = LeaseKeeper("job", in: database)
            let second = LeaseKeeper("job", in: database)

            let result = try await first.hold { _ in try await second.hold { _ in "both" } ?? "one" }
            #expect(result == "one")
            await first.release()

            #expect(try await second.hold { _ in true } == true)
        }
    }

    @Test("is renewed while the work runs")
    func renews() async throws {
        try await withDatabase { database in
            let first = LeaseKeeper("job", in: database, seconds: 3)

            try await first.hold { lease in
                for _ in 0..<2 {
                    let end = try await end(of: "job", in: database)
                    try await eventually { try await self.end(of: "job", in: database) > end }
                }
                try await database.transaction { try lease.fence(on: $0) }
            }
        }
    }

    @Test("fences the owner who lost it")
    func fences() async throws {
        try await withDatabase { database in
            let first = LeaseKeeper("job", in: database, seconds: 60)
            let second = LeaseKeeper("job", in: database)
            let old = try #require(try await first.hold { $0 })
            try await database.transaction { try old.fence(on: $0) }

            try await database.run("UPDATE leases SET until = now() - interval '1 second'")
            _ = try #require(try await second.hold { $0 })

            await #expect(throws: LeaseLost(name: "job")) {
                try await database.transaction { try old.fence(on: $0) }
            }
        }
    }

    private func withDatabase(_ body: (Database) async throws -> Void) async throws {
        try await TestPostgres.shared().withDatabase(migrations: ServiceKitMigrations.all, body)
    }

    private func end(of name: String, in database: Database) async throws -> Timestamp {
        try await database.query("SELECT until FROM leases WHERE name = \(name)")[0].get("until")
    }
}
