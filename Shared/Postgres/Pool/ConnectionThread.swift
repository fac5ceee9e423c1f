import CLibpq
import Glibc
import Logging

/// One connection and the thread that alone uses it.
///
/// It connects only when there is work, and takes work only while connected; so what is queued while the server is
/// away stays in the queue, where it is either taken by whoever connects first or fails by its deadline.
final class ConnectionThread {
    private let configuration: PostgresConfiguration
    private let queue: WorkQueue
    private let logger: Logger
    private var connection: Connection?
    private var failedAttempts = 0

    init(_ configuration: PostgresConfiguration, queue: WorkQueue, logger: Logger) {
        self.configuration = configuration
        self.queue = queue
        self.logger = logger
    }

    /// Until the queue is closed and empty.
    func run() {
        while queue.waitForWork(isConnected: connection != nil) {
            guard let connection else {
                connect()
                continue
            }
            if connection.isAlive() {
                work(on: connection)
            }
            if connection.loss != nil { discard() }
        }
        discard()
    }

    private func work(on connection: Connection) {
        connection.tidy()
        let entries = queue.take()
        guard !entries.isEmpty else { return }
        queue.finish(retrying: work(on: entries, connection))
    }

    private func work(on entries: [WorkQueue.Entry], _ connection: Connection) -> [WorkQueue.Entry] {
        if case .exclusive(let job) = entries[0].job {
            let verdict = job.run(on: connection, isLastAttempt: entries[0].attempt > 1)
            return verdict == .retryElsewhere ? entries : []
        }
        return StatementBatch(entries).run(on: connection)
    }

    private func connect() {
        let handle = ConnectionString(configuration).connect()
        guard let handle, PQstatus(handle) == CONNECTION_OK else {
            let reason = PQerrorMessage(handle).map { String(cString: $0).trimmedLine } ?? "out of memory"
            PQfinish(handle)
            queue.connectingEnded(isUp: false)
            return backOff(reason)
        }
        failedAttempts = 0
        connection = Connection(handle, answerSecondsMax: answerSecondsMax)
        queue.connectingEnded(isUp: true)
    }

    /// The server's own timeout plus the time its refusal may need; with none, an hour.
    private var answerSecondsMax: Double {
        configuration.statementTimeoutSeconds > 0 ? Double(configuration.statementTimeoutSeconds + 5) : 3600
    }

    private func backOff(_ reason: String) {
        failedAttempts += 1
        if failedAttempts == 1 { logger.warning("Postgres cannot be reached", metadata: ["reason": "\(reason)"]) }
        queue.pause(seconds: BackOff.seconds(afterAttempt: failedAttempts, first: 0.05, max: 1))
    }

    private func discard() {
        guard let connection else { return }
        if let loss = connection.loss {
            logger.warning("Postgres connection lost", metadata: ["reason": "\(loss.reason)"])
        }
        self.connection = nil
        queue.connectionEnded()
    }
}
