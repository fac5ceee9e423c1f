import Foundation
import Glibc
import Models

@testable import EmporiaCommand

/// A second server that holds all that the first has acknowledged, by Postgres' own synchronous replication.
struct Standby: Sendable {
    let primary: LocalPostgres
    let server: LocalPostgres

    private static let name = "standby"

    init(of primary: LocalPostgres, _ state: StateFolder) throws {
        self.primary = primary
        server = try LocalPostgres(state, named: "postgres-standby")
    }

    /// Both servers, of which libpq takes the one that can be written to: so a service finds the new primary by itself.
    func connection(user: String, database: String = "emporia") -> String {
        "host=\(primary.folder.path),\(server.folder.path) port=\(primary.port),\(server.port) "
            + "target_session_attrs=read-write dbname=\(database) user=\(user)"
    }

    /// Copies the primary, follows it, and makes its commits wait until they are here too.
    func start() throws {
        try server.makeFolder()
        let source = "host=\(primary.folder.path) port=\(primary.port) user=postgres application_name=\(Self.name)"
        try server.run(
            server.programs.appending(path: "pg_basebackup").path,
            [
                "--dbname", source, "--pgdata", server.data.path, "--wal-method", "stream", "--checkpoint", "fast",
                "--write-recovery-conf", "--create-slot", "--slot", Self.name,
            ]
        )
        // Alone after a failover, it must not wait for a standby of its own.
        try server.start(settings: ["synchronous_standby_names": "''"])
        try primary.sql("ALTER SYSTEM SET synchronous_standby_names = '\(Self.name)'", database: "postgres")
        try primary.sql("SELECT pg_reload_conf()", database: "postgres")
    }

    /// The machine of the primary is gone, and with it what it had not sent.
    /// - Parameter sender: The process that sends to the standby.
    func killPrimary(_ sender: pid_t) throws {
        guard let postmaster = primary.processID else {
            throw LocalPostgres.Unavailable(description: "the primary does not run")
        }
        kill(postmaster, SIGKILL)
        kill(sender, SIGKILL)
    }

    func promote() throws {
        try server.run(server.pgCtl, ["promote", "--pgdata", server.data.path, "--wait"])
    }
}
