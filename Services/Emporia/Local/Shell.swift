import Foundation
import Glibc

/// Runs another program to its end.
enum Shell {
    struct Failure: Error, CustomStringConvertible {
        let command: String
        let status: Int32
        let output: String
        var description: String { "\(command) failed with status \(status): \(output)" }
    }

    /// What the program prints, both streams together.
    /// - Throws: `Failure` when it ends with another status than 0.
    @discardableResult
    static func run(
        _ program: String,
        _ arguments: [String],
        input: String? = nil,
        in folder: URL? = nil
    ) throws -> String {
        // A file rather than a pipe: a server that the program leaves behind would keep a pipe open for ever.
        let log = FileManager.default.temporaryDirectory.appending(path: "emporia-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: log) }
        let feed = Pipe()
        let id = try spawn([program] + arguments, input: feed.fileHandleForReading, output: log, in: folder)
        try feed.fileHandleForReading.close()
        if let input { try feed.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
        try feed.fileHandleForWriting.close()
        let status = ending(of: id)
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        guard status == 0 else {
            let name = ([program] + arguments.prefix(2)).joined(separator: " ")
            throw Failure(command: name, status: status, output: text)
        }
        return text
    }

    /// By hand, because `Process` learns of an end by a socket that every child inherits: a server that the program
    /// leaves behind would hold it, and the program would seem to run for ever.
    private static func spawn(_ command: [String], input: FileHandle, output: URL, in folder: URL?) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.fileDescriptor, STDIN_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            if let descriptor = Int32(name), descriptor > STDERR_FILENO {
                posix_spawn_file_actions_addclose(&actions, descriptor)
            }
        }
        let moving = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#]
        let command = folder.map { moving + [$0.path] + command } ?? command
        let arguments = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        allowSignals(&attributes)
        var id = pid_t()
        let fault = posix_spawn(&id, command[0], &actions, &attributes, arguments, environ)
        guard fault == 0 else {
            throw Failure(command: command[0], status: fault, output: String(cString: strerror(fault)))
        }
        return id
    }

    /// A thread of Swift's pool blocks every signal, and a program that inherits that never hears its own alarm: pgbench
    /// would run for ever.
    private static func allowSignals(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }

    /// The exit status; 128 and the signal's number for a program that was killed.
    private static func ending(of id: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Where a program lies, in `PATH` or in one of the other folders given.
    static func find(_ name: String, besides folders: [String] = []) -> String? {
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (path + folders).map { $0 + "/" + name }.first(where: FileManager.default.isExecutableFile(atPath:))
    }
}
