import Foundation
import Glibc
import Models

/// A Postgres server of this shop's own: its own data folder, socket and port, touching no other server on the machine.
struct LocalPostgres: Sendable {
    /// Data, socket and log; owned by the user that the server runs as.
    let folder: URL
    let port: Int
    let programs: URL
    private let user: ServerUser

    struct Unavailable: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter name: Of its port in the state folder and of its own folder; several servers of a shop differ in it.
    init(_ state: StateFolder, named name: String = "postgres") throws {
        guard let programs = Self.programsFolder() else {
            throw Unavailable(description: "Postgres is not installed; `emporia doctor` tells how to get it.")
        }
        self.programs = programs
        user = try ServerUser.current()
        folder = user.folder(for: state, named: name)
        port = try Int(state.kept("\(name)-port") { String(try Ports.free()) }.trimmed) ?? Ports.free()
    }

    /// The newest server on this machine.
    static func programsFolder() -> URL? {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let folders = versions.compactMap(Int.init).sorted(by: >).map { "/usr/lib/postgresql/\($0)/bin" }
        guard let initdb = Shell.find("initdb", besides: folders) else { return nil }
        return URL(filePath: initdb).resolvingSymlinksInPath().deletingLastPathComponent()
    }

    var isInitialised: Bool { FileManager.default.fileExists(atPath: data.appending(path: "PG_VERSION").path) }
    var data: URL { folder.appending(path: "data") }

    /// A libpq connection string over the server's socket, which saves a quarter of a select's time against TCP.
    func connection(user: String, database: String = "emporia") -> String {
        "host=\(folder.path) port=\(port) dbname=\(database) user=\(user)"
    }

    var superuserConnection: String { connection(user: "postgres") }

    /// The postmaster's process, while it runs. After a crash its file names a process that is gone, or a stranger's.
    var processID: pid_t? {
        let file = data.appending(path: "postmaster.pid")
        let first = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n").first
        guard let pid = first.flatMap({ pid_t($0.trimmingCharacters(in: .whitespaces)) }), kill(pid, 0) == 0,
            let arguments = try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8),
            arguments.contains(data.path)
        else { return nil }
        return pid
    }

    /// Creates the data folder where there is none, and starts the server.
    /// - Parameter settings: Lines for `postgresql.conf`.
    func start(settings: [String: String] = [:]) throws {
        if !isInitialised { try initialise() }
        var all = [
            "listen_addresses": "''",
            "unix_socket_directories": "'\(folder.path)'",
            "port": String(port),
            "max_connections": "200",
            "shared_buffers": "'256MB'",
            "max_wal_size": "'2GB'",
            "checkpoint_timeout": "'15min'",
            // To the disk as it is written, not half a minute of it at once (decision 19).
            "backend_flush_after": "'256kB'",
            "bgwriter_delay": "'50ms'",
            "bgwriter_lru_maxpages": "1000",
            "log_min_messages": "warning",
            // A service writes what it was refused in its own words; the values of a statement stay out of logs.
            "log_min_error_statement": "panic",
        ]
        all.merge(settings) { $1 }
        let text = all.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)\n" }.joined()
        try run("tee", [data.appending(path: "emporia.conf").path], input: text)
        if processID == nil {
            try run(pgCtl, ["start", "--pgdata", data.path, "--log", folder.appending(path: "log").path, "--wait"])
        }
    }

    func stop() {
        _ = try? run(pgCtl, ["stop", "--pgdata", data.path, "--mode", "fast", "--wait"])
    }

    func delete() {
        stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs SQL as the server's owner.
    func sql(_ text: String, database: String = "emporia") throws {
        try run(
            programs.appending(path: "psql").path,
            [
                "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--host", folder.path, "--port", String(port),
                "--username", "postgres", "--dbname", database, "--file", "-",
            ],
            input: text
        )
    }

    /// What pgbench prints about this script, prepared statements, run as the server's owner.
    func pgbench(script: String, clients: Int, seconds: Int) throws -> String {
        try run(
            programs.appending(path: "pgbench").path,
            [
                "--no-vacuum", "--protocol=prepared", "--client=\(clients)", "--jobs=2", "--time=\(seconds)",
                "--host=\(folder.path)", "--port=\(port)", "--username=postgres", "--file=-", "emporia",
            ],
            input: script
        )
    }

    var pgCtl: String { programs.appending(path: "pg_ctl").path }

    func makeFolder() throws { try user.makeFolder(folder) }

    private func initialise() throws {
        try makeFolder()
        try run(
            programs.appending(path: "initdb").path,
            [
                "--pgdata", data.path, "--username", "postgres", "--encoding", "UTF8", "--locale", "C.UTF-8",
                "--auth", "trust",
            ]
        )
        // The folder is closed to everyone else, so its owner needs no password; each service does.
        // These lines replace the ones that initdb wrote, before the server first runs.
        let access = "local all,replication postgres trust\nlocal all all scram-sha-256\n"
        try run("tee", [data.appending(path: "pg_hba.conf").path], input: access)
        try run("tee", ["-a", data.appending(path: "postgresql.conf").path], input: "include 'emporia.conf'\n")
    }

    @discardableResult
    func run(_ program: String, _ arguments: [String], input: String? = nil) throws -> String {
        let (launcher, prefix) = try user.launcher(for: program)
        return try Shell.run(launcher, prefix + arguments, input: input, in: URL(filePath: "/"))
    }
}

/// Postgres refuses to run as root: then it runs as the user `postgres` that its package made.
struct ServerUser: Sendable {
    private let isRoot: Bool

    static func current() throws -> ServerUser {
        guard getuid() == 0 else { return ServerUser(isRoot: false) }
        guard getpwnam("postgres") != nil, Shell.find("runuser") != nil else {
            throw LocalPostgres.Unavailable(description: "Postgres can't run as root and there is no user postgres.")
        }
        return ServerUser(isRoot: true)
    }

    /// Beside the rest of the state, unless that may lie where the other user can't go.
    func folder(for state: StateFolder, named server: String) -> URL {
        guard isRoot else { return state.file(server) }
        let name = state.root.path.utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        let suffix = server == "postgres" ? "" : "-" + server
        return URL(filePath: "/var/tmp/emporia-\(String(name, radix: 36))\(suffix)")
    }

    func makeFolder(_ folder: URL) throws {
        let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: mode)
        if isRoot { try Shell.run("/bin/chown", ["postgres:", folder.path]) }
    }

    func launcher(for program: String) throws -> (program: String, arguments: [String]) {
        guard isRoot else { return (Shell.find(program) ?? program, []) }
        return (Shell.find("runuser") ?? "runuser", ["--user", "postgres", "--", program])
    }
}

extension String {
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
