import Models

/// A login for each service that owns its schema and reaches no other, as SQL that may be run again at any time.
struct DatabaseLogins: Sendable {
    let statements: [String]

    /// - Parameter password: Sets the login's password, also where the login is there already.
    init(of services: [ServiceName], password: (ServiceName) throws -> String) rethrows {
        // Two that run at the same time would meet in the catalogue's rows.
        var statements = ["SELECT pg_advisory_xact_lock(7300)"] + Self.closed
        for name in services {
            let role = "emporia_" + name.rawValue
            let password = try password(name).replacing("'", with: "''")
            statements += [
                "DO $$ BEGIN CREATE ROLE \(role) LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                "ALTER ROLE \(role) PASSWORD '\(password)'",
                "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO \(role)', current_database()); END $$",
                #"CREATE SCHEMA IF NOT EXISTS "\#(name.rawValue)" AUTHORIZATION \#(role)"#,
            ]
        }
        self.statements = statements
    }

    /// For psql, all or nothing.
    var script: String {
        (["BEGIN"] + statements + ["COMMIT"]).map { $0 + ";\n" }.joined()
    }

    private static let closed = [
        "DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    ]
}
