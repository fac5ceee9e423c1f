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
        let output = open(log.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(output) }
        let feed = Pipe()
        let moving = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#]
        let child = try ChildProcess(
            (folder.map { moving + [$0.path] } ?? []) + [program] + arguments,
            input: feed.fileHandleForReading.fileDescriptor,
            output: output
        )
        try feed.fileHandleForReading.close()
        if let input { try feed.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
        try feed.fileHandleForWriting.close()
        child.waitForEnd()
        let status = child.reap()
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        guard status == 0 else {
            let name = ([program] + arguments.prefix(2)).joined(separator: " ")
            throw Failure(command: name, status: status, output: text)
        }
        return text
    }

    /// Where a program lies, in `PATH` or in one of the other folders given.
    static func find(_ name: String, besides folders: [String] = []) -> String? {
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (path + folders).map { $0 + "/" + name }.first(where: FileManager.default.isExecutableFile(atPath:))
    }
}
