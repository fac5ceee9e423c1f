/// Brings a schema up to date. Several replicas may start at once: one works, the others wait and find it done.
public struct Migrator: Sendable {
    private let database: Database
    private let component: String

    /// - Parameter component: Whose files these are, where several parts keep tables in one schema; each counts its
    ///   versions from 1.
    public init(_ database: Database, component: String = "") {
        self.database = database
        self.component = component
    }

    /// Each file runs in a transaction of its own together with the row that records it.
    public func apply(_ migrations: [Migration]) async throws {
        let plan = try MigrationPlan(migrations)
        let component = component
        var isUnfinished = true
        while isUnfinished {
            isUnfinished = try await database.transaction { session in try Self.applyNext(of: plan, component, session)
            }
        }
    }

    private static func applyNext(
        of plan: MigrationPlan,
        _ component: String,
        _ session: borrowing Session
    ) throws -> Bool {
        try becomeTheOnlyMigrator(session)
        let applied = try session.query(
            """
            SELECT version, name, checksum, required
              FROM schema_migrations
             WHERE component = \(component)
             ORDER BY version
            """
        )
        guard let next = try plan.pending(after: applied.map(MigrationPlan.Applied.init)).first else { return false }
        try session.runScript(next.sql)
        guard session.isOpen else {
            throw PostgresError.migration("\(next.name) must not end its transaction; take out COMMIT and ROLLBACK")
        }
        try session.run(
            """
            INSERT INTO schema_migrations (component, version, name, checksum, required)
            VALUES (\(component), \(next.version), \(next.name), \(next.checksum), \(next.required))
            """
        )
        return true
    }

    /// The lock lasts until COMMIT and is one per schema; "if not exists" alone fails when two create at once.
    private static func becomeTheOnlyMigrator(_ session: borrowing Session) throws {
        try session.withoutTimeouts()
        try session.run("SELECT pg_advisory_xact_lock(hashtextextended(current_setting('search_path'), 4711))")
        try session.run(
            """
            DO $$
            DECLARE wanted text := split_part(current_setting('search_path'), ',', 1);
            BEGIN
                IF current_schema() IS NULL THEN EXECUTE 'CREATE SCHEMA ' || wanted; END IF;
            END $$
            """
        )
        try session.run(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                component  text NOT NULL,
                version    integer NOT NULL,
                name       text NOT NULL,
                checksum   text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (component, version)
            )
            """
        )
        // Of a release that did not know it, hence not above.
        try session.run("ALTER TABLE schema_migrations ADD COLUMN IF NOT EXISTS required integer NOT NULL DEFAULT 0")
    }
}

extension MigrationPlan.Applied {
    fileprivate init(_ row: Row) throws(PostgresError) {
        try self.init(
            version: row.get("version"),
            name: row.get("name"),
            checksum: row.get("checksum"),
            required: row.get("required")
        )
    }
}

extension Session {
    /// A large table may take its time to change, and another replica may be doing it right now.
    fileprivate func withoutTimeouts() throws {
        transaction.answerSecondsMax = 3600
        _ = try pipeline(["SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0"])
    }

    fileprivate var isOpen: Bool { transaction.connection.hasOpenTransaction }

    fileprivate func runScript(_ script: [UInt8]) throws {
        try transaction.runScript(script)
    }
}
