import Foundation

/// Several processes that each make a share of the load; their tallies are added up.
struct LoadWorkers {
    let count: Int

    /// Starts this very command again for each worker. Each ends by itself, since its time is limited.
    func run() async throws -> LoadTally {
        try await withThrowingTaskGroup(of: LoadTally.self) { group in
            for worker in 0..<count {
                let process = Process()
                process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
                process.arguments = Array(CommandLine.arguments.dropFirst()) + ["--worker", "\(worker)"]
                let output = Pipe()
                process.standardOutput = output
                process.standardInput = FileHandle.nullDevice
                try process.run()
                group.addTask { try await tally(of: worker, from: output) }
            }
            return try await group.reduce(into: LoadTally()) { $0.add($1) }
        }
    }

    /// Until the worker closes its output, which is when it ends.
    private func tally(of worker: Int, from output: Pipe) async throws -> LoadTally {
        let bytes = await withCheckedContinuation { continuation in
            // A thread of its own, since it sleeps for as long as the worker works.
            Thread.detachNewThread { continuation.resume(returning: output.fileHandleForReading.readDataToEndOfFile()) }
        }
        guard let tally = try? JSONDecoder().decode(LoadTally.self, from: bytes) else {
            throw BenchFailure("worker \(worker + 1) ended without figures")
        }
        return tally
    }
}
