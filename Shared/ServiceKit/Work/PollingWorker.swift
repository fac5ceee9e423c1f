public import Logging

/// Looks for work when woken and every few seconds, and goes on at once while there is some.
public struct PollingWorker: Worker {
    public let name: String
    private let everySeconds: Double
    private let wake: WakeSignal
    private let logger: Logger
    private let work: @Sendable () async throws -> Bool

    /// - Parameter work: returns whether it did something, that is, whether looking again at once is worth it.
    public init(
        name: String,
        everySeconds: Double,
        wake: WakeSignal? = nil,
        logger: Logger? = nil,
        work: @escaping @Sendable () async throws -> Bool
    ) {
        self.name = name
        self.everySeconds = everySeconds
        self.wake = wake ?? WakeSignal()
        self.logger = logger ?? Logger(label: name)
        self.work = work
    }

    /// An error is logged and the work is tried again later: what fails today may go well once a peer is back.
    public func run() async throws {
        var failures = 0
        while !Task.isCancelled {
            do {
                let didSomething = try await work()
                failures = 0
                if !didSomething { await wake.wait(forSeconds: everySeconds) }
            } catch is CancellationError {
                return
            } catch {
                failures += 1
                logger.warning("worker failed", metadata: ["worker": "\(name)", "error": "\(error)"])
                try? await Task.sleep(for: .seconds(Backoff.worker.delaySeconds(afterFailures: failures)))
            }
        }
    }
}
