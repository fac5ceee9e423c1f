/// An open transaction, lent to a synchronous closure on the connection's own thread.
///
/// It can neither be kept nor awaited over, so no transaction is ever held open across a call to someone else.
public struct Session: ~Copyable {
    let transaction: Transaction

    public func query(_ sql: SQL) throws -> Rows {
        try transaction.perform([sql])[0]
    }

    /// The number of rows touched.
    @discardableResult
    public func run(_ sql: SQL) throws -> Int {
        try query(sql).affected
    }

    /// Statements that do not need each other's answers, in one round trip. The first refusal ends them all.
    public func pipeline(_ statements: [SQL]) throws -> [Rows] {
        statements.isEmpty ? [] : try transaction.perform(statements)
    }

    /// Lets the server begin while the closure goes on, for a statement whose answer changes nothing about what follows.
    /// If it is refused, or `check` throws at its answer, the next statement or the COMMIT throws that.
    public func send(_ sql: SQL, check: ((Rows) throws -> Void)? = nil) throws {
        try transaction.send(sql, check: check)
    }

    /// The transaction's last statements, in one round trip with its COMMIT unless an answer is still to be looked at before
    /// it. Nothing may follow: what they answer stands, whatever the closure throws. Within a savepoint they are statements
    /// like any others.
    public func finish(_ statements: [SQL]) throws -> [Rows] {
        try transaction.finish(statements)
    }

    /// Runs after the COMMIT has succeeded, on the connection's thread: keep it short. Never runs when the transaction
    /// or the savepoint around it is rolled back, nor when the outcome is unknown.
    public func onCommit(_ hook: @escaping @Sendable () -> Void) {
        transaction.hooks.append(hook)
    }

    /// Undoes only what `body` did when it throws; the transaction goes on.
    public func savepoint<T>(_ body: (borrowing Session) throws -> T) throws -> T {
        try transaction.savepoint { try body(Session(transaction: transaction)) }
    }
}
