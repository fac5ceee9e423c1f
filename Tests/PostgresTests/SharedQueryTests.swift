import Postgres
import TestSupport
import Testing

@Suite("A shared query")
struct SharedQueryTests {
    @Test("tells everybody how things stood after they had asked, in few round trips")
    func sharesAndIsFresh() async throws {
        try await TestPostgres.shared().withDatabase { database in
            try await database.run("CREATE TABLE counter (value bigint NOT NULL)")
            try await database.run("CREATE SEQUENCE asked")
            try await database.run("INSERT INTO counter VALUES (0)")
            let shared = SharedQuery(database, "SELECT value, nextval('asked') AS asked FROM counter")

            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        for _ in 0..<20 {
                            let rows = try await database.query(
                                "UPDATE counter SET value = value + 1 RETURNING value"
                            )
                            let written = try #require(try rows.first?.get("value", as: Int.self))
                            let seen = try #require(try await shared.rows().first?.get("value", as: Int.self))
                            #expect(seen >= written)
                        }
                    }
                }
                try await group.waitForAll()
            }

            let asked = try #require(try await shared.rows().first?.get("asked", as: Int.self))
            #expect(asked < 2_000)
        }
    }

    @Test("fails all who wait for it, and asks again for those who come later")
    func fails() async throws {
        try await TestPostgres.shared().withDatabase { database in
            let shared = SharedQuery(database, "SELECT value FROM nowhere")
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    group.addTask { await #expect(throws: PostgresError.self) { try await shared.rows() } }
                }
            }
            try await database.run("CREATE TABLE nowhere AS SELECT 1 AS value")

            #expect(try await shared.rows().count == 1)
        }
    }

    @Test("goes on for the others when one of them gives up")
    func cancelled() async throws {
        try await TestPostgres.shared().withDatabase { database in
            let shared = SharedQuery(database, "SELECT 1 AS value")
            for _ in 0..<50 {
                let leaving = Task { try await shared.rows() }
                let staying = Task { try await shared.rows() }
                leaving.cancel()
                let rows = try await staying.value
                #expect(rows.count == 1)
                _ = await leaving.result
            }
        }
    }
}
