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
    func run(on connection: Connection, _ attempt: Attempt) -> JobVerdict
}

/// One of the connections that a job is given, because those before it went under it.
struct Attempt {
    let number: Int
    /// Of the pool.
    let connections: Int

    /// An administrator, or a server that shuts down, ends all sessions of a pool at once, and a job may meet each of
    /// them as it goes. An end without a word may be the job's own doing, so that is tried once more only.
    func isLast(after loss: Loss) -> Bool { number > (loss.isAnnounced ? connections : 1) }
}

enum JobVerdict {
    /// Its callers have been answered.
    case done
    /// The connection went and certainly nothing was committed: another connection may try.
    case retryElsewhere
}
