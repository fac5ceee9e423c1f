import Glibc
import Synchronization

/// Looks at a process's memory again and again while something happens.
final class MemoryWatch: Sendable {
    private let process: pid_t
    private let taken = Mutex<[Double]>([])

    init(_ process: pid_t) { self.process = process }

    /// MiB that were the process's own, in the order of time.
    var readings: [Double] { taken.withLock { $0 } }

    func during<T: Sendable>(_ work: () async throws -> T) async throws -> T {
        let watch = Task {
            while !Task.isCancelled {
                let memory = ProcessMemory.resident(of: process)
                taken.withLock { $0.append(memory.ownMebibytes) }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        defer { watch.cancel() }
        return try await work()
    }
}
