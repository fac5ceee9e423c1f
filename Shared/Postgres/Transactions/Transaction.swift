/// One attempt at a transaction on one connection.
final class Transaction {
    let connection: Connection
    var hooks: [@Sendable () -> Void] = []

    /// Longer than the connection's own, for a migration.
    var answerSecondsMax: Double {
        get { connection.answerSecondsMax }
        set { connection.answerSecondsMax = newValue }
    }

    private let isolation: Isolation
    private let answerSecondsMaxBefore: Double
    private var depth = 0
    /// Statements that are on their way; their answers come before those of what is asked next.
    private var ahead = 0
    /// The first refusal that no savepoint undid; the server will not commit after it, whatever the closure returns.
    private var refusal: PostgresError?
    /// A conflict undoes the whole transaction even if the closure swallows it.
    private(set) var mustRetry = false

    init(_ isolation: Isolation, on connection: Connection) {
        self.isolation = isolation
        self.connection = connection
        answerSecondsMaxBefore = connection.answerSecondsMax
    }

    deinit { connection.answerSecondsMax = answerSecondsMaxBefore }

    /// Lets the server begin with a statement while the next is being made. A refusal is thrown by what comes next.
    func send(_ sql: SQL) throws(PostgresError) {
        if let refusal { throw refusal }
        try begin()
        try connection.send(sql)
        ahead += 1
        connection.flush()
    }

    /// The first statement takes BEGIN along, which saves a round trip.
    private func begin() throws(PostgresError) {
        guard ahead == 0, !connection.hasOpenTransaction else { return }
        try connection.send(isolation.begin)
        ahead = 1
    }

    /// The statements' answers, and none of those before them.
    private func answer(_ statements: [SQL]) throws(PostgresError) -> Answer {
        let before = ahead
        ahead = 0
        var answer = try connection.exchange(statements)
        answer.rows.removeFirst(min(before, answer.rows.count))
        return answer
    }

    func perform(_ statements: [SQL]) throws(PostgresError) -> [Rows] {
        if let refusal { throw refusal }
        try begin()
        let answer = try answer(statements)
        switch answer.failure {
        case nil:
            guard answer.rows.count == statements.count else { throw .connectionLost("an answer is missing") }
            return answer.rows
        case .refused(let failure): throw refused(failure)
        case .stale(let failure): throw refused(failure, isStale: true)
        case .lost(let loss): throw .connectionLost(loss.reason)
        }
    }

    private func refused(_ failure: ServerFailure, isStale: Bool = false) -> PostgresError {
        let error = PostgresError.server(failure)
        refusal = error
        mustRetry = mustRetry || isStale || error.isConflict
        return error
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        depth += 1
        defer { depth -= 1 }
        let name = SQL(trusted: "savepoint_\(depth)")
        let hooksBefore = hooks.count
        _ = try perform(["SAVEPOINT \(sql: name)"])
        do {
            let value = try body()
            _ = try perform(["RELEASE SAVEPOINT \(sql: name)"])
            return value
        } catch {
            // Behind a refusal that nobody has read yet, the server would skip what undoes it.
            if ahead > 0 { _ = try? perform([]) }
            if connection.loss == nil, !mustRetry {
                refusal = nil
                hooks.removeSubrange(hooksBefore...)
                _ = try perform(["ROLLBACK TO SAVEPOINT \(sql: name)", "RELEASE SAVEPOINT \(sql: name)"])
            }
            throw error
        }
    }

    /// Runs a script in the simple protocol, which cannot take BEGIN along.
    func runScript(_ script: [UInt8]) throws(PostgresError) {
        if ahead > 0 { _ = try perform([]) }
        do {
            try connection.runScript(script)
        } catch {
            refusal = error
            throw error
        }
    }

    /// Throws `.outcomeUnknown` when the COMMIT went out and no answer came: the server commits before it answers, so
    /// even its goodbye proves nothing.
    func commit() throws(PostgresError) {
        if let refusal {
            rollback()
            throw refusal
        }
        if let loss = connection.loss { throw .connectionLost(loss.reason) }
        guard connection.hasOpenTransaction else { return }
        let before = ahead
        ahead = 0
        let answer = try connection.exchange(["COMMIT"])
        if answer.rows.count > before, let done = answer.rows.last {
            // The server's polite way to refuse a transaction that had already failed.
            guard done.commandTag == "COMMIT" else { throw .server(.transactionWasAborted) }
            return
        }
        switch answer.failure {
        case .refused(let failure):
            rollback()
            throw refused(failure)
        case .stale(let failure):
            rollback()
            throw refused(failure, isStale: true)
        case .lost(let loss) where loss.isAnnounced && answer.rows.count < before:
            // The goodbye came in place of an answer before COMMIT's.
            throw .connectionLost(loss.reason)
        case .lost(let loss):
            throw .outcomeUnknown(loss.reason)
        case nil:
            throw .outcomeUnknown("COMMIT was answered by nothing")
        }
    }

    func rollback() {
        // Behind a refusal the server skips all that was sent with it, so this must not be ROLLBACK.
        if ahead > 0 { _ = try? answer([]) }
        guard connection.loss == nil, connection.hasOpenTransaction else { return }
        let answer = try? connection.exchange(["ROLLBACK"])
        // A connection that cannot roll back must not be used for anything else.
        if answer?.failure != nil { connection.lose("ROLLBACK failed", isAnnounced: false) }
    }
}

extension ServerFailure {
    fileprivate static let transactionWasAborted = ServerFailure(
        sqlState: .transactionAborted,
        message: "the transaction had failed and was rolled back"
    )
}
