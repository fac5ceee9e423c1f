/// One attempt at a transaction on one connection.
final class Transaction {
    typealias Check = (Rows) throws -> Void

    /// What became of the COMMIT.
    enum Ending {
        case committed
        case unknown(PostgresError)
    }

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
    /// Statements that are on their way, with what their answers are to be looked at for; these come before those of what
    /// is asked next.
    private var ahead: [Check?] = []
    /// The first refusal that no savepoint undid; nothing is committed after it, whatever the closure returns.
    private var refusal: (any Error)?
    /// A conflict undoes the whole transaction even if the closure swallows it.
    private(set) var mustRetry = false
    /// Nil as long as nothing can have been committed.
    private(set) var ending: Ending?
    private var isFinished = false

    init(_ isolation: Isolation, on connection: Connection) {
        self.isolation = isolation
        self.connection = connection
        answerSecondsMaxBefore = connection.answerSecondsMax
    }

    deinit { connection.answerSecondsMax = answerSecondsMaxBefore }

    /// Lets the server begin with a statement while the next is being made. A refusal is thrown by what comes next.
    func send(_ sql: SQL, check: Check?) throws {
        if let refusal { throw refusal }
        try begin()
        try connection.send(sql)
        ahead.append(check)
        connection.flush()
    }

    /// The first statement takes BEGIN along, which saves a round trip.
    private func begin() throws(PostgresError) {
        precondition(!isFinished, "a statement after the transaction's last")
        guard ahead.isEmpty, !connection.hasOpenTransaction else { return }
        try connection.send(isolation.begin)
        ahead = [nil]
    }

    func perform(_ statements: [SQL]) throws -> [Rows] {
        if let refusal { throw refusal }
        try begin()
        let answer = try exchange(statements)
        let checks = ahead
        ahead = []
        switch answer.failure {
        case nil:
            try look(at: answer.rows, checks, count: checks.count + statements.count)
            return Array(answer.rows.dropFirst(checks.count))
        case .refused(let failure): throw refused(failure)
        case .stale(let failure): throw refused(failure, isStale: true)
        case .lost(let loss): throw PostgresError.connectionLost(loss.reason)
        }
    }

    /// Throws for a value that cannot be sent. The answers to what was sent before are gone then, and if anything in them
    /// was to be looked at, nothing is committed.
    private func exchange(_ statements: [SQL]) throws(PostgresError) -> Answer {
        do {
            return try connection.exchange(statements)
        } catch {
            if mustLook { refusal = error }
            ahead = []
            throw error
        }
    }

    private func look(at rows: [Rows], _ checks: [Check?], count: Int) throws {
        do {
            guard rows.count == count else { throw PostgresError.connectionLost("an answer is missing") }
            for (rows, check) in zip(rows, checks) { try check?(rows) }
        } catch {
            refusal = error
            throw error
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
            // Before there is nothing left to go back to.
            if mustLook { _ = try perform([]) }
            _ = try perform(["RELEASE SAVEPOINT \(sql: name)"])
            return value
        } catch {
            // Behind a refusal that nobody has read yet, the server would skip what undoes it.
            if !ahead.isEmpty { _ = try? perform([]) }
            if connection.loss == nil, !mustRetry {
                refusal = nil
                hooks.removeSubrange(hooksBefore...)
                _ = try perform(["ROLLBACK TO SAVEPOINT \(sql: name)", "RELEASE SAVEPOINT \(sql: name)"])
            }
            throw error
        }
    }

    /// Runs a script in the simple protocol, which cannot take BEGIN along.
    func runScript(_ script: [UInt8]) throws {
        if !ahead.isEmpty { _ = try perform([]) }
        do {
            try connection.runScript(script)
        } catch {
            refusal = error
            throw error
        }
    }

    /// The last statements and COMMIT in one round trip, unless they are within a savepoint or there is something to look
    /// at before.
    func finish(_ statements: [SQL]) throws -> [Rows] {
        guard depth == 0 else { return try perform(statements) }
        defer { isFinished = true }
        guard !mustLook else { return try perform(statements) }
        if let refusal { throw refusal }
        try begin()
        return try commit(after: statements)
    }

    func commit() throws {
        switch ending {
        case .committed: return
        case .unknown(let error): throw error
        case nil: break
        }
        if mustLook { _ = try? perform([]) }
        if let refusal {
            rollback()
            throw refusal
        }
        if let loss = connection.loss { throw PostgresError.connectionLost(loss.reason) }
        if connection.hasOpenTransaction { _ = try commit(after: []) }
    }

    private var mustLook: Bool { ahead.contains { $0 != nil } }

    /// Throws `.outcomeUnknown` when the COMMIT went out and no answer came: the server commits before it answers, so
    /// even its goodbye proves nothing.
    private func commit(after statements: [SQL]) throws(PostgresError) -> [Rows] {
        let answer = try exchange(statements + ["COMMIT"])
        let before = ahead.count
        ahead = []
        if answer.rows.count > before + statements.count, let done = answer.rows.last {
            // The server's polite way to refuse a transaction that had already failed.
            guard done.commandTag == "COMMIT" else { throw refused(.transactionWasAborted) }
            ending = .committed
            return Array(answer.rows.dropFirst(before).dropLast())
        }
        switch answer.failure {
        case .refused(let failure):
            rollback()
            throw refused(failure)
        case .stale(let failure):
            rollback()
            throw refused(failure, isStale: true)
        case .lost(let loss) where loss.isAnnounced && answer.rows.count < before + statements.count:
            // The goodbye came in place of an answer before COMMIT's.
            throw .connectionLost(loss.reason)
        case .lost(let loss):
            throw unknown(loss.reason)
        case nil:
            throw unknown("COMMIT was answered by nothing")
        }
    }

    private func unknown(_ reason: String) -> PostgresError {
        let error = PostgresError.outcomeUnknown(reason)
        ending = .unknown(error)
        return error
    }

    func runHooks() {
        for hook in hooks { hook() }
    }

    func rollback() {
        // Behind a refusal the server skips all that was sent with it, so this must not be ROLLBACK.
        if !ahead.isEmpty { _ = try? connection.exchange([]) }
        ahead = []
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
