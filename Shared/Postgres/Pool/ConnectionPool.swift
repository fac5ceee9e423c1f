import Glibc
import Logging
import Synchronization

/// The threads of a database. They hold this, and this does not hold the `Database`, so a database that is forgotten
/// closes itself.
final class ConnectionPool: Sendable {
    let queue: WorkQueue
    private let configuration: PostgresConfiguration
    private let logger: Logger
    private let running: Mutex<Running>

    private struct Running {
        var threads: Int
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private static let overdueEverySeconds = 0.1

    init(_ configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        queue = WorkQueue(max: configuration.queueMax)
        running = Mutex(Running(threads: configuration.connections + 1))
        for _ in 1...configuration.connections {
            startThread { pool in
                ConnectionThread(pool.configuration, queue: pool.queue, logger: pool.logger).run()
            }
        }
        startThread { $0.keepTime() }
    }

    func push(_ job: Job) throws(PostgresError) {
        try queue.push(job, deadline: MonotonicClock.now(plusSeconds: configuration.queueTimeoutSeconds))
    }

    /// Returns when all that was queued has been done or has failed, and every thread has ended.
    func close() async {
        queue.close()
        await withCheckedContinuation { continuation in
            let isOver = running.withLock { running in
                if running.threads > 0 { running.closers.append(continuation) }
                return running.threads == 0
            }
            if isOver { continuation.resume() }
        }
    }

    /// No caller waits for ever, even when every thread is stuck in connecting.
    private func keepTime() {
        while let (overdue, isServerAway) = queue.takeOverdue(afterSeconds: Self.overdueEverySeconds) {
            for job in overdue where job.claim() {
                job.fail(isServerAway ? .connectionLost("the server cannot be reached") : .timeout)
            }
        }
    }

    private func threadEnded() {
        let closers: [CheckedContinuation<Void, Never>] = running.withLock { running in
            running.threads -= 1
            return running.threads == 0 ? running.closers : []
        }
        for closer in closers { closer.resume() }
    }

    private func startThread(_ body: @escaping @Sendable (ConnectionPool) -> Void) {
        let isStarted = SystemThread.start {
            body(self)
            self.threadEnded()
        }
        guard isStarted else {
            logger.error("a thread could not be started")
            return threadEnded()
        }
    }
}
