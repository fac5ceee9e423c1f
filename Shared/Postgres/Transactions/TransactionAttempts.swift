import Glibc

/// Runs a transaction on one connection until it commits, fails for good, or has met others too often.
struct TransactionAttempts {
    private static let attemptsMax = 6

    enum Outcome<T> {
        case committed(T)
        /// What the closure threw after its last statements, which stand.
        case failedAfterCommit(any Error)
        case failed(any Error)
        /// The connection went before COMMIT was sent, so nothing stands.
        case lost(Loss)
    }

    let isolation: Isolation
    let connection: Connection

    func run<T>(_ body: (borrowing Session) throws -> T) -> Outcome<T> {
        var attempt = 1
        while true {
            let transaction = Transaction(isolation, on: connection)
            do {
                let value = try Self.perform(transaction, body)
                transaction.runHooks()
                return .committed(value)
            } catch {
                switch transaction.ending {
                case .committed:
                    transaction.runHooks()
                    return .failedAfterCommit(error)
                case .unknown(let unknown): return .failed(unknown)
                case nil: break
                }
                if let loss = connection.loss { return .lost(loss) }
                guard transaction.mustRetry, attempt < Self.attemptsMax else { return .failed(error) }
            }
            connection.tidy()
            usleep(UInt32(BackOff.seconds(afterAttempt: attempt, first: 0.002, max: 0.05) * 1_000_000))
            attempt += 1
        }
    }

    private static func perform<T>(_ transaction: Transaction, _ body: (borrowing Session) throws -> T) throws -> T {
        let value: T
        do {
            value = try body(Session(transaction: transaction))
        } catch {
            transaction.rollback()
            throw error
        }
        try transaction.commit()
        return value
    }
}
