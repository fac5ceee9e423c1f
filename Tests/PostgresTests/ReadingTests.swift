import Models
import Postgres
import TestSupport
import Testing

@Suite("Reading a column")
struct ReadingTests {
    private func row(_ sql: SQL) async throws -> Row {
        try await TestPostgres.shared().withDatabase { try await $0.query(sql)[0] }
    }

    @Test("that is not there names it")
    func missing() async throws {
        let row = try await row("SELECT 1 AS one, 2 AS on")

        #expect(throws: PostgresError.decoding(column: "onee", reason: "is not in the result")) {
            try row.get("onee", as: Int.self)
        }
        #expect(try row.get("on") == 2)
    }

    @Test("that is NULL is refused unless an optional is asked for")
    func null() async throws {
        let row = try await row("SELECT NULL::integer AS nothing")

        #expect(throws: PostgresError.decoding(column: "nothing", reason: "is NULL but Int was asked for")) {
            try row.get("nothing", as: Int.self)
        }
        #expect(try row.get("nothing", as: Int?.self) == nil)
    }

    @Test("of another type is refused, never cut")
    func mismatch() async throws {
        let row = try await row(
            """
            SELECT 'x' AS text, 3000000000 AS large, 'infinity'::timestamptz AS never, '{1,x}'::text[] AS mixed,
                   -1 AS negative, '{{1,2},{3,4}}'::integer[] AS square
            """
        )

        #expect(throws: PostgresError.self) { try row.get("text", as: Int.self) }
        #expect(throws: PostgresError.self) { try row.get("large", as: Int32.self) }
        #expect(throws: PostgresError.self) { try row.get("never", as: Timestamp.self) }
        #expect(throws: PostgresError.self) { try row.get("mixed", as: [Int].self) }
        #expect(throws: PostgresError.self) { try row.get("negative", as: Quantity.self) }
        #expect(throws: PostgresError.self) { try row.get("square", as: [Int].self) }
    }

    @Test("works after the database is closed, for the rows own their values")
    func outlives() async throws {
        let row = try await row("SELECT repeat('x', 100000) AS long")

        #expect(try row.get("long", as: String.self).utf8.count == 100_000)
    }
}
