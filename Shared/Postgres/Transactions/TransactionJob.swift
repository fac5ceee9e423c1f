/// A caller's transaction, waiting for a connection.
final class TransactionJob<Value: Sendable>: ExclusiveJob {
    let reply = Reply<Value>()
    private let isolation: Isolation
    private let body: @Sendable (borrowing Session) throws -> Value

    init(_ isolation: Isolation, _ body: @escaping @Sendable (borrowing Session) throws -> Value) {
        self.isolation = isolation
        self.body = body
    }

    func claim() -> Bool { reply.claim() }

    func fail(_ error: PostgresError) { reply.fail(error) }

    func run(on connection: Connection, _ attempt: Attempt) -> JobVerdict {
        switch TransactionAttempts(isolation: isolation, connection: connection).run(body) {
        case .committed(let value):
            reply.succeed(value)
        case .failedAfterCommit(let error), .failed(let error):
            reply.fail(error)
        case .lost(let loss):
            guard attempt.isLast(after: loss) else { return .retryElsewhere }
            reply.fail(PostgresError.connectionLost(loss.reason))
        }
        return .done
    }
}
