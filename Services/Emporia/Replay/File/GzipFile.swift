import Foundation
import Synchronization

/// The content of a gzip file, piece by piece, through the `gzip` program: no more than a pipe holds is in memory.
final class GzipFile: Sendable {
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    let url: URL
    private let process: Mutex<Process>
    private let output: FileHandle

    init(_ url: URL) throws {
        guard FileManager.default.isReadableFile(atPath: url.path) else {
            throw Unreadable(description: "\(url.path) can't be read")
        }
        guard let gzip = Shell.find("gzip", besides: ["/bin", "/usr/bin"]) else {
            throw Unreadable(description: "the program gzip is not installed")
        }
        let process = Process()
        process.executableURL = URL(filePath: gzip)
        process.arguments = ["--decompress", "--stdout", "--", url.path]
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        self.url = url
        self.process = Mutex(process)
        output = pipe.fileHandleForReading
    }

    deinit {
        process.withLock { if $0.isRunning { $0.terminate() } }
    }

    /// The next bytes; none at the end.
    /// - Throws: `Unreadable` when the file turns out to be damaged or cut off, however much was read of it before.
    func read(_ countMax: Int = 1 << 16) throws -> [UInt8] {
        if let data = try output.read(upToCount: countMax), !data.isEmpty { return Array(data) }
        let status = process.withLock { process in
            process.waitUntilExit()
            return process.terminationStatus
        }
        guard status == 0 else {
            throw Unreadable(description: "\(url.lastPathComponent): gzip ended with status \(status)")
        }
        return []
    }
}
