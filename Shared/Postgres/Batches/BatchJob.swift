import Synchronization

/// One batch on one connection: together; if that fails, each in a savepoint; if even that COMMIT fails, because of a
/// deferred constraint, each alone.
final class BatchJob<Item: Sendable, Outcome: Sendable>: ExclusiveJob {
    private typealias Waiting = BatchItem<Item, Outcome>
    private typealias Results = [Result<Outcome, any Error>]

    private let writer: BatchWriter<Item, Outcome>
    /// Kept for a second connection when the first went.
    private let items = Mutex<[Waiting]>([])

    init(_ writer: BatchWriter<Item, Outcome>) { self.writer = writer }

    func claim() -> Bool { true }

    func fail(_ error: PostgresError) {
        refuse(items.withLock { $0 }, error)
        writer.failAll(error)
    }

    func run(on connection: Connection, _ attempt: Attempt) -> JobVerdict {
        let items = self.items.withLock { items in
            if items.isEmpty { items = writer.takeItems() }
            return items
        }
        let started = MonotonicClock.now
        let attempts = TransactionAttempts(isolation: .readCommitted, connection: connection)
        if !items.isEmpty, together(items, attempts, attempt) == .retryElsewhere {
            return .retryElsewhere
        }
        writer.batchEnded(items: items.count, nanoseconds: MonotonicClock.now - started)
        return .done
    }

    private func together(_ items: [Waiting], _ attempts: TransactionAttempts, _ attempt: Attempt) -> JobVerdict {
        switch attempts.run({ session in try applied(items, session) }) {
        case .committed(let results):
            answer(items, results)
        case .failedAfterCommit(let error):
            refuse(items, error)
        case .failed(let error) where items.count == 1 || !error.mayBeOneItemsFault:
            refuse(items, error)
        case .failed:
            return inSavepoints(items, attempts, attempt)
        case .lost(let loss):
            guard attempt.isLast(after: loss) else { return .retryElsewhere }
            refuse(items, PostgresError.connectionLost(loss.reason))
        }
        return .done
    }

    private func inSavepoints(_ items: [Waiting], _ attempts: TransactionAttempts, _ attempt: Attempt) -> JobVerdict {
        let outcome = attempts.run { session in
            items.map { item in
                Result { try session.savepoint { session in try applied([item], session)[0].get() } }
            }
        }
        switch outcome {
        case .committed(let results):
            answer(items, results)
        case .failedAfterCommit(let error):
            refuse(items, error)
        case .failed(let error) where !error.mayBeOneItemsFault:
            refuse(items, error)
        case .failed:
            for item in items { alone(item, attempts) }
        case .lost(let loss):
            guard attempt.isLast(after: loss) else { return .retryElsewhere }
            refuse(items, PostgresError.connectionLost(loss.reason))
        }
        return .done
    }

    private func alone(_ item: Waiting, _ attempts: TransactionAttempts) {
        switch attempts.run({ session in try applied([item], session) }) {
        case .committed(let results): answer([item], results)
        case .failedAfterCommit(let error), .failed(let error): item.reply.fail(error)
        case .lost(let loss): item.reply.fail(PostgresError.connectionLost(loss.reason))
        }
    }

    private func applied(_ items: [Waiting], _ session: borrowing Session) throws -> Results {
        // No key path: in generic code it would be made anew each time, which costs as much as a small statement.
        let results = try writer.apply(items.map { $0.item }, session)
        guard results.count == items.count else { throw BatchMismatch(items: items.count, results: results.count) }
        return results
    }

    private func refuse(_ items: [Waiting], _ error: any Error) {
        for item in items { item.reply.fail(error) }
    }

    private func answer(_ items: [Waiting], _ results: Results) {
        for (item, result) in zip(items, results) {
            switch result {
            case .success(let outcome): item.reply.succeed(outcome)
            case .failure(let error): item.reply.fail(error)
            }
        }
    }
}

/// The function given to a batch writer did not answer each item. Nothing was committed, unless it had finished the
/// transaction itself.
struct BatchMismatch: Error {
    let items: Int
    let results: Int
}

extension Error {
    /// Not worth trying apart: what failed is not about any item.
    fileprivate var mayBeOneItemsFault: Bool {
        if self is BatchMismatch { return false }
        return switch self as? PostgresError {
        case .outcomeUnknown, .connectionLost: false
        default: true
        }
    }
}
