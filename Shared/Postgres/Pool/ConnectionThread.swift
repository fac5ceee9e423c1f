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
            guard let connection = live() else { continue }
            connection.tidy()
            let entries = queue.take()
            guard !entries.isEmpty else { continue }
            let retried = work(on: entries, connection)
            if connection.loss != nil { discard() }
            queue.finish(retrying: retried)
        }
        discard()
    }

    private func work(on entries: [WorkQueue.Entry], _ connection: Connection) -> [WorkQueue.Entry] {
        if case .exclusive(let job) = entries[0].job {
            let verdict = job.run(on: connection, isLastAttempt: entries[0].attempt > 1)
            return verdict == .retryElsewhere ? entries : []
        }
        return StatementBatch(entries).run(on: connection)
    }

    /// The connection, if it is still there; otherwise one attempt to open a new one.
    private func live() -> Connection? {
        if let connection {
            if connection.isAlive() { return connection }
            discard()
        }
        return connect()
    }

    private func connect() -> Connection? {
        guard let handle = ConnectionString(configuration).connect() else { return nil }
        guard PQstatus(handle) == CONNECTION_OK else {
            let reason = PQerrorMessage(handle).map { String(cString: $0).trimmedLine } ?? ""
            PQfinish(handle)
            backOff(reason)
            return nil
        }
        failedAttempts = 0
        let connection = Connection(handle, answerSecondsMax: answerSecondsMax)
        self.connection = connection
        queue.noteConnection(isUp: true)
        return connection
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
        queue.noteConnection(isUp: false)
    }
}
