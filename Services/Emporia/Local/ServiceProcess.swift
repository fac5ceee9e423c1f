import Foundation
import Glibc
import Models
import Synchronization

/// One service as a process of its own: started, watched, stopped.
final class ServiceProcess: Sendable {
    let name: ServiceName
    let port: Int
    private let process: Mutex<Process>
    private let ended = AsyncStream.makeStream(of: Int32.self)

    /// - Parameter output: Takes each line that the service logs.
    init(
        _ name: ServiceName,
        port: Int,
        programs: URL,
        settings: [String: String],
        output: @escaping @Sendable (String) -> Void
    ) throws {
        self.name = name
        self.port = port
        let process = Process()
        process.executableURL = programs.appending(path: name.rawValue)
        process.environment = ProcessInfo.processInfo.environment.merging(settings) { $1 }
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = pipe
        let lines = LineReader(output)
        pipe.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            lines.take(data)
        }
        let finished = ended.continuation
        process.terminationHandler = { process in
            finished.yield(process.terminationStatus)
            finished.finish()
        }
        try process.run()
        self.process = Mutex(process)
    }

    var processID: pid_t { process.withLock { $0.processIdentifier } }
    var isRunning: Bool { process.withLock { $0.isRunning } }

    func send(_ signal: Int32) {
        let id = processID
        if isRunning { kill(id, signal) }
    }

    /// The exit status, once the process has ended.
    func status() async -> Int32 {
        for await status in ended.stream { return status }
        return process.withLock { $0.terminationStatus }
    }

    /// Asks it to drain and waits; a process that takes longer than its own limits is killed.
    @discardableResult
    func stop(withinSeconds limit: Double = 30) async -> Int32 {
        send(SIGTERM)
        let killer = Task {
            try await Task.sleep(for: .seconds(limit))
            send(SIGKILL)
        }
        defer { killer.cancel() }
        return await status()
    }
}

/// Cuts a stream of bytes into lines.
private final class LineReader: Sendable {
    private let rest = Mutex(Data())
    private let output: @Sendable (String) -> Void

    init(_ output: @escaping @Sendable (String) -> Void) {
        self.output = output
    }

    func take(_ data: Data) {
        let lines = rest.withLock { rest in
            rest.append(data)
            let parts = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let whole = data.isEmpty ? parts[...] : parts.dropLast()
            rest = data.isEmpty ? Data() : Data(parts.last ?? Data())
            return whole.map { String(decoding: $0, as: UTF8.self) }
        }
        for line in lines where !line.isEmpty { output(line) }
    }
}
