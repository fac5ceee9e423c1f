import Foundation
import Glibc

extension TestPostgresSupervisor {
    /// Where `initdb` and `pg_ctl` are: on the path, or where Debian keeps them, the newest first.
    static func binaries() throws -> String {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let debian = versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "/usr/lib/postgresql/\($0)/bin" }
        let folders = path.split(separator: ":").map(String.init) + debian
        guard let found = folders.first(where: { access($0 + "/initdb", X_OK) == 0 }) else {
            throw TestPostgresError("no initdb on the path nor below /usr/lib/postgresql")
        }
        return found
    }

    /// Short, because a socket's path has at most 107 characters.
    static func makeFolder() throws -> String {
        var template = Array("/tmp/emporia-postgres-XXXXXX".utf8CString)
        let folder = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let folder else { throw TestPostgresError("no temporary folder could be made") }
        if let user = unprivilegedUser { chown(folder, user.pw_uid, user.pw_gid) }
        chmod(folder, 0o755)
        return folder
    }

    /// Postgres refuses to run as root.
    static func unprivileged(_ command: [String]) throws -> [String] {
        guard getuid() == 0 else { return command }
        guard let user = unprivilegedUser else { throw TestPostgresError("running as root without a user `postgres`") }
        let switching = ["setpriv", "--reuid=\(user.pw_uid)", "--regid=\(user.pw_gid)", "--clear-groups", "--"]
        return ["/usr/bin/env"] + switching + command
    }

    private static var unprivilegedUser: passwd? {
        guard getuid() == 0 else { return nil }
        return getpwnam("postgres")?.pointee
    }

    /// Closed in every child from the very beginning, so that only this process keeps the server alive.
    static func socketPair() throws -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw TestPostgresError("no sockets could be opened") }
        return (ends[0], ends[1])
    }

    /// In a process group of its own, so that an interrupt at the terminal reaches the test and not its server.
    static func spawn(_ command: [String], inputAndOutput: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, inputAndOutput, 0)
        posix_spawn_file_actions_adddup2(&actions, inputAndOutput, 1)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))

        let arguments = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var processID = pid_t()
        guard posix_spawn(&processID, command[0], &actions, &attributes, arguments, environ) == 0 else {
            throw TestPostgresError("\(command[0]) could not be started")
        }
        return processID
    }
}
