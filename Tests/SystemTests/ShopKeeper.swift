import Foundation
import Glibc
import Synchronization

@testable import EmporiaCommand

/// A shell that ends the shop's processes and removes its folders when this process is gone.
///
/// The kernel closes our end of its standard input however we end, so not even a killed test leaves a shop behind.
final class ShopKeeper: Sendable {
    private let process: Mutex<Process>
    private let lifeline: FileHandle

    /// - Parameter folders: Those of the shop and of its servers.
    init(folders: [URL]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", Self.script, "shop-keeper"] + folders.map(\.path)
        let pipe = Pipe()
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        lifeline = pipe.fileHandleForWriting
        // A keeper that was killed must not take the test along at the next line.
        signal(SIGPIPE, SIG_IGN)
        self.process = Mutex(process)
    }

    func watch(_ id: pid_t) {
        try? lifeline.write(contentsOf: Data("\(id)\n".utf8))
    }

    /// The shop was closed in order; nothing is left to do.
    func dismiss() {
        try? lifeline.write(contentsOf: Data("closed\n".utf8))
        try? lifeline.close()
        process.withLock { $0.waitUntilExit() }
    }

    private static let script = """
        trap '' INT HUP TERM
        while read -r line; do
            [ "$line" = closed ] && exit 0
            pids="$pids $line"
        done
        kill -9 $pids
        for folder; do kill -9 "$(head -n 1 "$folder/data/postmaster.pid")"; done
        sleep 2
        rm -rf "$@"
        """
}
