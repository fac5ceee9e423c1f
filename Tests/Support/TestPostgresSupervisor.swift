import Glibc
import Synchronization

/// A shell that owns one server: it obeys lines on its standard input and, when that ends, stops the server and
/// removes its folder.
///
/// The kernel closes our end when this process ends, however it ends, so not even a killed test leaves a server.
final class TestPostgresSupervisor: Sendable {
    enum Command: String {
        case start
        /// Sessions are cut, the server shuts down in order.
        case stop
        /// The postmaster is killed with SIGKILL.
        case crash
    }

    let folder: String
    private let processID: pid_t
    /// The shell's standard input and output at the other end. The lock is also the turn: one command at a time.
    private let shell: Mutex<Int32>

    init(settings: [String]) throws {
        let binaries = try Self.binaries()
        folder = try Self.makeFolder()
        let ends = try Self.socketPair()
        let command = ["/bin/sh", "-c", Self.script, "emporia-test-postgres", folder, binaries] + settings
        processID = try Self.spawn(Self.unprivileged(command), inputAndOutput: ends.theirs)
        close(ends.theirs)
        shell = Mutex(ends.ours)
        try shell.withLock { try Self.waitForAnswer(from: $0, to: "initdb") }
        try perform(.start)
    }

    deinit {
        shell.withLock { _ = close($0) }
        var status: Int32 = 0
        waitpid(processID, &status, 0)
    }

    /// Returns when it has been done. Blocks, but never on anything that needs this process.
    func perform(_ command: Command) throws {
        try shell.withLock { shell in
            let line = Array((command.rawValue + "\n").utf8)
            guard send(shell, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else {
                throw TestPostgresError("the server's shell has gone")
            }
            try Self.waitForAnswer(from: shell, to: command.rawValue)
        }
    }

    private static func waitForAnswer(from shell: Int32, to command: String) throws {
        var answer = ""
        var byte: UInt8 = 0
        while read(shell, &byte, 1) == 1, byte != UInt8(ascii: "\n") {
            answer.unicodeScalars.append(Unicode.Scalar(byte))
        }
        guard answer == "ok" else { throw TestPostgresError("\(command) of the test server failed: \(answer)") }
    }

    /// `$1` is the folder, `$2` the binaries, the rest settings. Starting is tried again, because after a crash the old
    /// server's children may hold its memory a moment longer.
    private static let script = """
        folder=$1; binaries=$2; shift 2
        cd "$folder" || exit 1
        # The test's end must not end this shell before it has cleaned up.
        trap '' PIPE HUP INT
        cleanUp() {
            [ -f data/postmaster.pid ] && "$binaries/pg_ctl" -D data -w -m immediate stop </dev/null >>pg_ctl.log 2>&1
            cd / && rm -rf "$folder"
        }
        trap cleanUp EXIT
        answer() { if [ "$1" = 0 ]; then echo ok; else tail -n 3 log | tr '\\n' ' '; echo; fi; }
        start() {
            for attempt in 1 2 3 4 5 6 7 8 9 10; do
                "$binaries/pg_ctl" -D data -l log -w -t 30 -o "-k $folder $*" start </dev/null >>pg_ctl.log 2>&1 && return 0
                sleep 0.3
            done
            return 1
        }
        "$binaries/initdb" -D data -U emporia -A trust -E UTF8 --locale=C.UTF-8 -N </dev/null >log 2>&1
        answer $?
        while read -r command; do
            case $command in
                start) start "$@" ;;
                stop) "$binaries/pg_ctl" -D data -w -m fast stop </dev/null >>pg_ctl.log 2>&1 ;;
                crash) kill -9 "$(head -n 1 data/postmaster.pid)" ;;
            esac
            answer $?
        done
        """
}

public struct TestPostgresError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
