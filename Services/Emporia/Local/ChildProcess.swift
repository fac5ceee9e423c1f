import Foundation
import Glibc

/// Another program, which has nothing of this one but what it is given: none of the files that are open, no signal that is
/// blocked or ignored.
///
/// Not Foundation's `Process`: that learns of an end by a socket which every child inherits, so that a program that leaves a
/// server behind seems to run for ever; and it reads beyond the list of a process that has more than 1,364 files open.
struct ChildProcess: Sendable {
    let id: pid_t

    /// - Parameters:
    ///   - command: The program's path and its arguments.
    ///   - environment: This process' own when nil.
    ///   - input: A descriptor; of the null device when nil.
    ///   - output: A descriptor for standard output and standard error.
    ///   - ownGroup: Whether a terminal's Ctrl-C is not for it.
    /// - Throws: `Shell.Failure` when it cannot be started.
    init(
        _ command: [String],
        environment: [String: String]? = nil,
        input: Int32? = nil,
        output: Int32,
        ownGroup: Bool = false
    ) throws {
        guard output >= 0, (input ?? 0) >= 0 else {
            throw Shell.Failure(command: command[0], status: EBADF, output: "there is no file for what it says")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            if let open = Int32(name), open > STDERR_FILENO { posix_spawn_file_actions_addclose(&actions, open) }
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        Self.allowSignals(&attributes, ownGroup: ownGroup)
        let arguments = command.map { strdup($0) } + [nil]
        let variables = environment.map { $0.map { strdup("\($0)=\($1)") } + [nil] }
        defer { for text in arguments + (variables ?? []) { free(text) } }
        var id = pid_t()
        let fault =
            if let variables {
                posix_spawn(&id, command[0], &actions, &attributes, arguments, variables)
            } else {
                posix_spawn(&id, command[0], &actions, &attributes, arguments, environ)
            }
        guard fault == 0 else {
            throw Shell.Failure(command: command[0], status: fault, output: String(cString: strerror(fault)))
        }
        self.id = id
    }

    /// A thread of Swift's pool blocks every signal, and a program that inherits that never hears its own alarm: pgbench
    /// would run for ever.
    private static func allowSignals(_ attributes: inout posix_spawnattr_t, ownGroup: Bool) {
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let group = ownGroup ? POSIX_SPAWN_SETPGROUP : 0
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group))
    }

    /// Returns when it has ended; until it is reaped, its id is nobody else's.
    func waitForEnd() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    }

    /// The exit status of a program that has ended; 128 and the signal's number when it was killed. A failure where nobody
    /// knows, since this process was started with its children's ends ignored.
    func reap() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0 {
            guard errno == EINTR else { return EXIT_FAILURE }
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
