import Models

/// A login for each service that owns its schema and reaches no other, and one that reads everything and changes nothing,
/// as SQL that may be run again at any time.
struct DatabaseLogins: Sendable {
    /// Whose login reads all schemas: the check of the promises.
    static let reader = "check"

    let statements: [String]

    static func role(of login: String) -> String { "emporia_" + login }

    /// - Parameter password: Sets the login's password, also where the login is there already.
    init(of services: [ServiceName], password: (_ login: String) throws -> String) rethrows {
        // Two that run at the same time would meet in the catalogue's rows.
        var statements = ["SELECT pg_advisory_xact_lock(7300)"] + Self.closed
        for name in services.map(\.rawValue) {
            let role = Self.role(of: name)
            statements +=
                Self.login(role, try password(name)) + [
                    Self.membership(of: role), #"CREATE SCHEMA IF NOT EXISTS "\#(name)" AUTHORIZATION \#(role)"#,
                ]
        }
        let role = Self.role(of: Self.reader)
        self.statements = statements + Self.login(role, try password(Self.reader)) + [Self.reading(by: role)]
    }

    /// For psql, all or nothing.
    var script: String {
        (["BEGIN"] + statements + ["COMMIT"]).map { $0 + ";\n" }.joined()
    }

    private static let closed = [
        "DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    ]

    private static func login(_ role: String, _ password: String) -> [String] {
        [
            "DO $$ BEGIN CREATE ROLE \(role) LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
            "ALTER ROLE \(role) PASSWORD '\(password.replacing("'", with: "''"))'",
            "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO \(role)', current_database()); END $$",
        ]
    }

    /// Where the administrator is no superuser, as in most clouds, only a member may hand a schema over.
    private static func membership(of role: String) -> String {
        """
        DO $$ BEGIN
            IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = CURRENT_USER) THEN GRANT \(role) TO CURRENT_USER; END IF;
        END $$
        """
    }

    /// An administrator who may not grant it must not keep the shop from opening: then somebody who may has to.
    private static func reading(by role: String) -> String {
        """
        DO $$ BEGIN
            GRANT pg_read_all_data TO \(role);
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE WARNING '\(role) can read nothing until somebody grants it pg_read_all_data';
        END $$
        """
    }
}
