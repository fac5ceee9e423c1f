import Postgres
import TestSupport
import Testing

@Suite("The migrator")
struct MigratorTests {
    private static let first = Migration(
        "V001_orders",
        Array("CREATE TABLE orders (id integer); CREATE INDEX ON orders (id);".utf8)
    )
    private static let second = Migration(
        "V002_lines",
        Array("-- a comment; with a semicolon\nCREATE TABLE lines (id integer);".utf8)
    )

    private func applied(_ database: Database) async throws -> [String] {
        try await database.query("SELECT name FROM schema_migrations ORDER BY component, version").map {
            try $0.get("name")
        }
    }

    @Test("makes the schema, applies each file once, and goes on from there")
    func applies() async throws {
        try await TestPostgres.shared().withDatabase(schema: "shop") { database in
            try await Migrator(database).apply([Self.first])
            try await Migrator(database).apply([Self.second, Self.first])
            try await Migrator(database).apply([Self.first, Self.second])

            #expect(try await applied(database) == ["V001_orders", "V002_lines"])
            #expect(
                try await database.number("SELECT count(*) AS n FROM pg_tables WHERE schemaname = 'shop'") == 3
            )
        }
    }

    @Test("keeps the parts of one schema apart")
    func components() async throws {
        try await TestPostgres.shared().withDatabase(schema: "shop") { database in
            try await Migrator(database, component: "kit").apply([Self.first])
            try await Migrator(database).apply([Migration("V001_lines", Self.second.sql)])

            #expect(try await applied(database) == ["V001_lines", "V001_orders"])
        }
    }

    @Test("is safe when eight replicas start at once")
    func concurrently() async throws {
        let server = try await TestPostgres.shared()
        let fresh = try await server.freshDatabase(schema: "shop", connections: 1)
        let replicas = (0..<8).map { _ in Database(fresh.configuration, logger: .silent) }
        let slow = Migration("V003_slow", Array("SELECT pg_sleep(0.1); CREATE TABLE slow ();".utf8))

        try await withThrowingTaskGroup(of: Void.self) { group in
            for replica in replicas {
                group.addTask { try await Migrator(replica).apply([Self.first, Self.second, slow]) }
            }
            try await group.waitForAll()
        }

        #expect(try await applied(replicas[0]) == ["V001_orders", "V002_lines", "V003_slow"])
        for replica in replicas { await replica.close() }
        try await fresh.drop()
    }

    @Test("refuses a file that was edited after it had been applied")
    func edited() async throws {
        try await refuses([Migration("V001_orders", Self.first.sql + [0x20])], after: [Self.first], because: "edited")
    }

    @Test("XC-18 lets an older release start on the schema of a newer one that only added")
    func older() async throws {
        try await TestPostgres.shared().withDatabase(schema: "shop") { database in
            try await Migrator(database).apply([Self.first, Self.second])
            try await Migrator(database).apply([Self.first])
            try await Migrator(database).apply([Self.first, Self.second])

            #expect(try await applied(database) == ["V001_orders", "V002_lines"])
        }
    }

    @Test("XC-18 refuses a release that is older than the one whose schema the newer took something away from")
    func tooOld() async throws {
        let third = Migration("V003_drop", Array("-- contracts: V002_lines\nDROP TABLE orders;".utf8))
        let all = [Self.first, Self.second, third]

        try await refuses([Self.first], after: all, because: "V003_drop took away what this release needs")
        try await TestPostgres.shared().withDatabase(schema: "shop") { database in
            try await Migrator(database).apply(all)
            try await Migrator(database).apply([Self.first, Self.second])
        }
    }

    @Test("XC-18 refuses an edited file under a newer release's migrations too")
    func editedBelow() async throws {
        let edited = Migration("V001_orders", Self.first.sql + [0x20])

        try await refuses([edited], after: [Self.first, Self.second], because: "edited")
    }

    @Test("refuses a step that was left out before later ones")
    func leftOut() async throws {
        try await TestPostgres.shared().withDatabase(schema: "shop") { database in
            try await Migrator(database).apply([Self.first, Self.second])
            try await database.run("DELETE FROM schema_migrations WHERE version = 1")

            let error = try await postgresError { try await Migrator(database).apply([Self.first]) }

            #expect("\(error)".contains("V001_orders was never applied but later ones were"))
        }
    }

    @Test("refuses a gap, a repeat and a name without a version")
    func misnumbered() async throws {
        let third = Migration("V003_later", Self.second.sql)
        let twin = Migration("V001_twin", Self.second.sql)
        let nameless = Migration("orders", Self.second.sql)
        for files in [[Self.first, third], [Self.first, twin], [Self.first, nameless]] {
            try await refuses(files, after: [], because: "missing or there twice")
        }
    }

    private func refuses(_ files: [Migration], after before: [Migration], because reason: String) async throws {
        try await TestPostgres.shared().withDatabase(schema: "shop") { database in
            if !before.isEmpty { try await Migrator(database).apply(before) }

            let error = try await postgresError { try await Migrator(database).apply(files) }

            #expect(error.isMigration)
            #expect("\(error)".contains(reason))
        }
    }

    @Test("leaves nothing of a file that fails")
    func failing() async throws {
        try await TestPostgres.shared().withDatabase(schema: "shop") { database in
            let broken = Migration("V002_broken", Array("CREATE TABLE half (); CREATE TABLE orders ();".utf8))

            let error = try await postgresError { try await Migrator(database).apply([Self.first, broken]) }
            try await Migrator(database).apply([Self.first, Self.second])

            #expect(error.sqlState == "42P07")
            #expect(try await applied(database) == ["V001_orders", "V002_lines"])
            #expect(try await database.number("SELECT count(*) AS n FROM pg_tables WHERE tablename = 'half'") == 0)
        }
    }

    @Test("lets no file end the transaction that records it")
    func transactionControl() async throws {
        try await TestPostgres.shared().withDatabase(schema: "shop") { database in
            let sneaky = Migration("V001_sneaky", Array("CREATE TABLE half (); COMMIT;".utf8))

            let error = try await postgresError { try await Migrator(database).apply([sneaky]) }

            #expect(error.isMigration)
            #expect("\(error)".contains("V001_sneaky"))
        }
    }
}
