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
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        let feed = input.map { _ in Pipe() }
        process.standardInput = feed ?? FileHandle.nullDevice
        try process.run()
        if let input, let feed {
            try feed.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try feed.fileHandleForWriting.close()
        }
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
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
