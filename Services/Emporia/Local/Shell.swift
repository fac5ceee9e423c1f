import Foundation

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
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        // A file rather than a pipe: a server that the program leaves behind would keep a pipe open for ever.
        let log = FileManager.default.temporaryDirectory.appending(path: "emporia-\(UUID().uuidString)")
        guard FileManager.default.createFile(atPath: log.path, contents: nil) else {
            throw Failure(command: program, status: -1, output: "\(log.path) can't be written")
        }
        defer { try? FileManager.default.removeItem(at: log) }
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        let feed = input.map { _ in Pipe() }
        process.standardInput = feed ?? FileHandle.nullDevice
        try process.run()
        if let input, let feed {
            try feed.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try feed.fileHandleForWriting.close()
        }
        process.waitUntilExit()
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        guard process.terminationStatus == 0 else {
            let name = ([program] + arguments.prefix(2)).joined(separator: " ")
            throw Failure(command: name, status: process.terminationStatus, output: text)
        }
        return text
    }

    /// Where a program lies, in `PATH` or in one of the other folders given.
    static func find(_ name: String, besides folders: [String] = []) -> String? {
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (path + folders).map { $0 + "/" + name }.first(where: FileManager.default.isExecutableFile(atPath:))
    }
}
