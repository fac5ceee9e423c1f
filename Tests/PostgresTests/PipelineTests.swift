import Postgres
import TestSupport
import Testing

@Suite("Statements that go down together")
struct PipelineTests {
    @Test("give each caller the answer to its own")
    func ownAnswers() async throws {
        try await TestPostgres.shared().withDatabase(connections: 3) { database in
            let wrong = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<2_000 {
                    group.addTask { try await database.number("SELECT \(number)::integer * 2 AS n") != number * 2 }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }

            #expect(wrong == 0)
        }
    }

    @Test("do not suffer from a neighbour's failure")
    func isolatesFailures() async throws {
        try await TestPostgres.shared().withDatabase(connections: 1) { database in
            try await database.run("CREATE TABLE proof (n integer PRIMARY KEY CHECK (n % 7 <> 0))")

            let refused = await withTaskGroup(of: Bool.self) { group in
                for number in 1...700 {
                    group.addTask { (try? await database.run("INSERT INTO proof VALUES (\(number))")) == nil }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }

            #expect(refused == 100)
            #expect(try await database.number("SELECT count(*) AS n FROM proof") == 600)
        }
    }

    @Test("with the same mistake are all told")
    func sharedMistake() async throws {
        try await TestPostgres.shared().withDatabase(connections: 1) { database in
            let states = await withTaskGroup(of: SQLState?.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        do {
                            try await database.run("SELECT \(number)::integer FROM nowhere")
                            return nil
                        } catch {
                            return (error as? PostgresError)?.sqlState
                        }
                    }
                }
                return await group.reduce(into: Set<SQLState?>()) { $0.insert($1) }
            }

            #expect(states == ["42P01"])
        }
    }

    @Test("in a transaction cost one round trip and come back in order")
    func sessionPipeline() async throws {
        try await TestPostgres.shared().withDatabase { database in
            let numbers = try await database.transaction { session in
                try session.pipeline((0..<100).map { "SELECT \($0)::integer AS n" }).map {
                    try $0[0].get("n", as: Int.self)
                }
            }

            #expect(numbers == Array(0..<100))
        }
    }

    @Test("larger than any socket's buffer neither stall nor tangle")
    func largeBothWays() async throws {
        let large = String(repeating: "x", count: 1 << 20)
        try await TestPostgres.shared().withDatabase(connections: 1) { database in
            let lengths = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await database.query("SELECT \(large)::text || 'y' AS large")[0]
                            .get("large", as: String.self).utf8.count
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }

            #expect(lengths == Array(repeating: large.utf8.count + 1, count: 16))
        }
    }
}

@Suite("A prepared statement")
struct PreparedStatementTests {
    @Test("is prepared again after someone discarded it")
    func discarded() async throws {
        try await TestPostgres.shared().withDatabase(connections: 1) { database in
            func three() async throws -> Int { try await database.number("SELECT \(3)::integer AS n") }
            #expect(try await three() == 3)

            try await database.run("DISCARD ALL")
            #expect(try await three() == 3)

            try await database.run("DISCARD ALL")
            let inTransaction = try await database.transaction {
                try $0.query("SELECT \(3)::integer AS n")[0].get("n", as: Int.self)
            }
            #expect(inTransaction == 3)
        }
    }

    @Test("is prepared again after its table has changed")
    func changedTable() async throws {
        try await TestPostgres.shared().withDatabase(connections: 1) { database in
            func columns() async throws -> Int? {
                try await database.query("SELECT * FROM proof")[0].get("added", as: Int?.self)
            }
            try await database.run("CREATE TABLE proof AS SELECT 1 AS n")
            await #expect(throws: PostgresError.decoding(column: "added", reason: "is not in the result")) {
                try await columns()
            }

            try await database.run("ALTER TABLE proof ADD COLUMN added integer DEFAULT 5")
            #expect(try await columns() == 5)

            try await database.run("ALTER TABLE proof ALTER COLUMN added TYPE bigint")
            let inTransaction = try await database.transaction { session in
                try session.query("SELECT * FROM proof")[0].get("added", as: Int.self)
            }
            #expect(inTransaction == 5)
        }
    }

    @Test("is one per text, and never more than a connection may keep")
    func bounded() async throws {
        try await TestPostgres.shared().withDatabase(connections: 1) { database in
            for number in 0..<20 { #expect(try await database.number("SELECT \(number)::integer AS n") == number) }
            let few = try await database.number("SELECT count(*)::integer AS n FROM pg_prepared_statements")

            for number in 0..<1_200 { try await database.run("SELECT 1 AS \(sql: SQL(trusted: "n\(number)"))") }
            let many = try await database.number("SELECT count(*)::integer AS n FROM pg_prepared_statements")

            #expect(few == 2)
            #expect(many <= 512)
        }
    }
}
