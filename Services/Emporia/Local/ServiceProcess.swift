import Foundation
import Glibc
import Models
import Synchronization

/// One service as a process of its own: started, watched, stopped.
final class ServiceProcess: Sendable {
    let name: ServiceName
    let port: Int
    private let child: ChildProcess
    /// False from the moment on at which its id may be another's.
    private let running = Mutex(true)
    /// Its value is the exit status; any number of callers may wait for it.
    private let ended: Task<Int32, Never>

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
        let pipe = Pipe()
        child = try ChildProcess(
            [programs.appending(path: name.rawValue).path],
            environment: ProcessInfo.processInfo.environment.merging(settings) { $1 },
            output: pipe.fileHandleForWriting.fileDescriptor,
            ownGroup: true
        )
        try pipe.fileHandleForWriting.close()
        let (statuses, finished) = AsyncStream.makeStream(of: Int32.self)
        ended = Task {
            for await status in statuses { return status }
            return EXIT_FAILURE
        }
        // Threads of their own, since they sleep for as long as the service lives.
        Thread.detachNewThread {
            var lines = LineCutter()
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            // Not through the handle, which would wait until the buffer is full.
            while case let count = read(pipe.fileHandleForReading.fileDescriptor, &buffer, buffer.count), count > 0 {
                for line in lines.cut(Data(buffer[..<count])) { output(line) }
            }
        }
        Thread.detachNewThread { [self] in
            child.waitForEnd()
            let status = running.withLock { isRunning in
                isRunning = false
                return child.reap()
            }
            finished.yield(status)
            finished.finish()
        }
    }

    var processID: pid_t { child.id }
    var isRunning: Bool { running.withLock { $0 } }

    func send(_ signal: Int32) {
        running.withLock { if $0 { kill(child.id, signal) } }
    }

    /// The exit status, once the process has ended.
    func status() async -> Int32 { await ended.value }

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
private struct LineCutter {
    private var rest = Data()

    mutating func cut(_ data: Data) -> [String] {
        rest.append(data)
        let parts = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        rest = Data(parts.last ?? Data())
        return parts.dropLast().filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
    }
}
