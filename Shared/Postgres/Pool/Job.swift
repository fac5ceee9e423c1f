/// What waits in the queue for a connection.
enum Job: Sendable {
    /// Commits by itself; several go down one connection together.
    case statement(StatementJob)
    /// Has the connection for itself.
    case exclusive(any ExclusiveJob)

    /// False when nobody wants it any more.
    func claim() -> Bool {
        switch self {
        case .statement(let job): job.reply.claim()
        case .exclusive(let job): job.claim()
        }
    }

    func fail(_ error: PostgresError) {
        switch self {
        case .statement(let job): job.reply.fail(error)
        case .exclusive(let job): job.fail(error)
        }
    }
}

final class StatementJob: Sendable {
    let sql: SQL
    let reply = Reply<Rows>()

    init(_ sql: SQL) { self.sql = sql }
}

protocol ExclusiveJob: AnyObject, Sendable {
    func claim() -> Bool
    /// Nobody will run it.
    func fail(_ error: PostgresError)
    func run(on connection: Connection, isLastAttempt: Bool) -> JobVerdict
}

enum JobVerdict {
    /// Its callers have been answered.
    case done
    /// The connection went and certainly nothing was committed: another connection may try.
    case retryElsewhere
}
