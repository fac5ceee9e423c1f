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
        // Files rather than pipes: a server that the program leaves behind would keep a pipe open for ever, and a program that
        // ends before it has read all would break one.
        let (feed, log) = (try file(holding: input ?? ""), try file())
        let moving = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#]
        let child = try ChildProcess(
            (folder.map { moving + [$0.path] } ?? []) + [program] + arguments,
            input: feed.fileDescriptor,
            output: log.fileDescriptor
        )
        child.waitForEnd()
        let status = child.reap()
        try log.seek(toOffset: 0)
        let text = String(decoding: try log.readToEnd() ?? Data(), as: UTF8.self)
        guard status == 0 else {
            let name = ([program] + arguments.prefix(2)).joined(separator: " ")
            throw Failure(command: name, status: status, output: text)
        }
        return text
    }

    /// One without a name, for this process and those that it is given to.
    private static func file(holding text: String = "") throws -> FileHandle {
        let path = FileManager.default.temporaryDirectory.appending(path: "emporia-\(UUID().uuidString)").path
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(command: path, status: errno, output: String(cString: strerror(errno)))
        }
        unlink(path)
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data(text.utf8))
        try file.seek(toOffset: 0)
        return file
    }

    /// Where a program lies, in `PATH` or in one of the other folders given.
    static func find(_ name: String, besides folders: [String] = []) -> String? {
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (path + folders).map { $0 + "/" + name }.first(where: FileManager.default.isExecutableFile(atPath:))
    }
}
