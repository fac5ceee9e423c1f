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
    private let place = Monitor.Place()
    private var connection: Connection?
    private var failedAttempts = 0
    /// What the server took last: while two are good for us it may be the second, and each refusal is logged there.
    private var acceptedPassword: String?

    init(_ configuration: PostgresConfiguration, queue: WorkQueue, logger: Logger) {
        self.configuration = configuration
        self.queue = queue
        self.logger = logger
    }

    /// Until the queue is closed and empty.
    func run() {
        while queue.waitForWork(isConnected: connection != nil, at: place) {
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
            let attempt = Attempt(number: entries[0].attempt, connections: configuration.connections)
            return job.run(on: connection, attempt) == .retryElsewhere ? entries : []
        }
        return StatementBatch(entries: entries, connections: configuration.connections).run(on: connection)
    }

    private func connect() {
        var refused: [String] = []
        var reason = ""
        repeat {
            let password = nextPassword(besides: refused)
            let handle = ConnectionString(configuration, password: password).connect()
            if let handle, PQstatus(handle) == CONNECTION_OK { return begin(with: handle, password) }
            if reason.isEmpty {
                reason = PQerrorMessage(handle).map { String(cString: $0).trimmedLine } ?? "out of memory"
            }
            let sawPassword = PQconnectionUsedPassword(handle) == 1
            PQfinish(handle)
            guard sawPassword, let password else { break }
            refused.append(password)
        } while nextPassword(besides: refused) != nil
        queue.connectingEnded(isUp: false)
        backOff(reason)
    }

    /// Asked for anew each time, so that one exchanged this moment is tried before the server is given a rest.
    private func nextPassword(besides refused: [String]) -> String? {
        let untried = configuration.passwords().filter { !refused.contains($0) }
        return untried.first { $0 == acceptedPassword } ?? untried.first
    }

    private func begin(with handle: OpaquePointer, _ password: String?) {
        acceptedPassword = password
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
