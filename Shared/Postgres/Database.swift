public import Logging

/// A Postgres database behind a bounded pool of connections, each with a thread of its own.
///
/// Statements that arrive together go down together in pipelines; a transaction is a synchronous closure on its
/// connection's thread. Both were measured at or above pgbench's own rate.
public final class Database: Sendable {
    private let pool: ConnectionPool
    /// Told of each batch that a batch writer has ended, on the connection's thread: keep it short.
    let batchEnded: (@Sendable (BatchRun) -> Void)?

    /// Starts the threads; they connect when there is work.
    public init(
        _ configuration: PostgresConfiguration,
        logger: Logger,
        batchEnded: (@Sendable (BatchRun) -> Void)? = nil
    ) {
        pool = ConnectionPool(configuration, logger: logger)
        self.batchEnded = batchEnded
    }

    deinit { pool.queue.close() }

    /// Refuses new work, finishes what is queued, and closes the connections.
    public func close() async {
        await pool.close()
    }

    public var statistics: PoolStatistics { pool.queue.statistics }

    /// Runs one statement that commits by itself.
    ///
    /// Dropped when the calling task is cancelled while it is still queued. A lost answer to a read is asked for
    /// again; to a write it is `PostgresError.outcomeUnknown`.
    public func query(_ sql: SQL) async throws -> Rows {
        let job = StatementJob(sql)
        return try await job.reply.value { try pool.push(.statement(job)) }
    }

    /// Runs one statement that commits by itself; the number of rows it touched.
    @discardableResult
    public func run(_ sql: SQL) async throws -> Int {
        try await query(sql).affected
    }

    /// Runs `body` in a transaction that commits when it returns, or before with `Session.finish`, and rolls back when it
    /// throws before that.
    ///
    /// `body` may run several times: after a deadlock or serialization failure, and once more when the connection went
    /// before COMMIT. So it changes nothing outside the database; `Session.onCommit` is for that. When the COMMIT
    /// itself was not answered the error is `PostgresError.outcomeUnknown`.
    @discardableResult
    public func transaction<T: Sendable>(
        _ isolation: Isolation = .readCommitted,
        _ body: @escaping @Sendable (borrowing Session) throws -> T
    ) async throws -> T {
        let job = TransactionJob(isolation, body)
        return try await job.reply.value { try pool.push(.exclusive(job)) }
    }

    /// For work that answers its callers itself.
    func push(_ job: any ExclusiveJob) throws(PostgresError) {
        try pool.push(.exclusive(job))
    }
}
