import Postgres
import TestSupport
import Testing

@Suite("A refusal of the server")
struct ErrorTests {
    private func withStock<T>(_ body: (Database) async throws -> T) async throws -> T {
        try await TestPostgres.shared().withDatabase { database in
            try await database.run(
                """
                CREATE TABLE stock (
                    sku     text PRIMARY KEY,
                    on_hand integer NOT NULL CONSTRAINT stock_never_negative CHECK (on_hand >= 0)
                )
                """
            )
            try await database.run("CREATE TABLE lines (sku text CONSTRAINT lines_sku_known REFERENCES stock (sku))")
            try await database.run("INSERT INTO stock VALUES ('tea', 1)")
            return try await body(database)
        }
    }

    private static let refused: [(SQL, SQLState, String?)] = [
        ("INSERT INTO stock VALUES ('tea', 2)", "23505", "stock_pkey"),
        ("UPDATE stock SET on_hand = on_hand - 2", "23514", "stock_never_negative"),
        ("INSERT INTO lines VALUES ('coffee')", "23503", "lines_sku_known"),
        ("INSERT INTO stock VALUES ('salt', NULL)", "23502", nil),
        ("SELECT \("seven")::integer", "22P02", nil),
        ("SELECT 1 / \(0)::integer", "22012", nil),
        ("SELEC 1", "42601", nil),
        ("SELECT * FROM nowhere", "42P01", nil),
        ("SELECT \(1), \(2) WHERE \(3) IS NULL", "42P18", nil),
    ]

    @Test("names its SQLSTATE and constraint", arguments: refused)
    func names(sql: SQL, state: SQLState, constraint: String?) async throws {
        try await withStock { database in
            let alone = try await postgresError { try await database.run(sql) }
            let inTransaction = try await postgresError { try await database.transaction { try $0.run(sql) } }

            for error in [alone, inTransaction] {
                #expect(error.sqlState == state)
                #expect(error.constraint == constraint)
            }
            #expect(try await database.number("SELECT on_hand AS n FROM stock WHERE sku = 'tea'") == 1)
        }
    }

    @Test("quotes no row's values in its text")
    func keepsValuesToItself() async throws {
        try await withStock { database in
            try await database.run("INSERT INTO stock VALUES ('secret@example.org', 1)")

            let error = try await postgresError {
                try await database.run("INSERT INTO stock VALUES ('secret@example.org', 1)")
            }

            #expect(error.isUniqueViolation)
            #expect(!"\(error)".contains("secret"))
            #expect(!String(reflecting: error).contains("secret"))
        }
    }

    @Test("that comes only at COMMIT is told to the caller", arguments: [true, false])
    func deferredConstraint(isAlone: Bool) async throws {
        try await withStock { database in
            try await database.run("ALTER TABLE lines ALTER CONSTRAINT lines_sku_known DEFERRABLE INITIALLY DEFERRED")

            let error = try await postgresError {
                if isAlone {
                    try await database.run("INSERT INTO lines VALUES ('coffee')")
                } else {
                    try await database.transaction { try $0.run("INSERT INTO lines VALUES ('coffee')") }
                }
            }

            #expect(error.isForeignKeyViolation)
            #expect(try await database.number("SELECT count(*) AS n FROM lines") == 0)
        }
    }

    @Test("comes when a statement takes too long")
    func statementTimeout() async throws {
        let fresh = try await TestPostgres.shared().freshDatabase()
        var configuration = fresh.configuration
        configuration.statementTimeoutSeconds = 1
        let database = Database(configuration, logger: .silent)

        let error = try await postgresError { try await database.run("SELECT pg_sleep(30)") }

        #expect(error.isStatementTimeout)
        await database.close()
        try await fresh.drop()
    }

    @Test("comes when a lock is not to be had")
    func lockTimeout() async throws {
        let fresh = try await TestPostgres.shared().freshDatabase()
        var configuration = fresh.configuration
        configuration.lockTimeoutSeconds = 1
        let database = Database(configuration, logger: .silent)
        try await database.run("CREATE TABLE held (id integer)")
        let isLocked = Counter()
        let mayEnd = Counter()

        async let holder: Void = database.transaction { session in
            try session.run("LOCK TABLE held")
            isLocked.increment()
            _ = Rendezvous.poll { mayEnd.value > 0 }
        }
        try await eventually { isLocked.value > 0 }
        let error = try await postgresError { try await database.run("INSERT INTO held VALUES (1)") }
        mayEnd.increment()
        try await holder

        #expect(error.isLockTimeout)
        await database.close()
        try await fresh.drop()
    }
}
