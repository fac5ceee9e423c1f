import DequeModule
import Synchronization

/// Group commit: writes of one kind that arrive while a commit is under way form the next one.
///
/// One batch is in flight at a time; two were measured to be no better, and one needs no lock order among batches.
/// Each caller is answered after the COMMIT that holds its own item. A batch that fails is done again item by item, so
/// a bad item never fails its neighbours. The next begins when the last has ended, unless a pace says otherwise.
public final class BatchWriter<Item: Sendable, Outcome: Sendable>: Sendable {
    /// Does all items in few statements and says for each how it went. A `.failure` only answers that caller; to undo
    /// what an item did, throw before anything is finished. May run several times, like any transaction.
    public typealias Apply = @Sendable ([Item], borrowing Session) throws -> [Result<Outcome, any Error>]

    let name: String
    let batchMax: Int
    let apply: Apply
    private let database: Database
    private let queueMax: Int
    private let pace: BatchPace?
    private let state = Mutex(State())

    typealias Waiting = BatchItem<Item, Outcome>

    private struct State {
        var queue = Deque<Waiting>()
        var isBatchInFlight = false
    }

    public init(
        _ database: Database,
        name: String,
        batchMax: Int = 512,
        queueMax: Int = 8192,
        pace: BatchPace? = nil,
        apply: @escaping Apply
    ) {
        self.database = database
        self.name = name
        self.batchMax = max(1, batchMax)
        self.queueMax = queueMax
        self.pace = pace
        self.apply = apply
    }

    /// Waits until the batch that holds `item` has committed. Throws `PostgresError.overloaded` when the queue is full.
    public func submit(_ item: Item) async throws -> Outcome {
        let waiting = Waiting(item)
        return try await outcome(of: waiting)
    }

    /// The same for an item that is the beginning of longer work, at whose end the membership is to be ended: the writer's
    /// pace goes by it.
    public func begin(_ item: Item) async throws -> (Outcome, BatchMembership?) {
        let waiting = Waiting(item)
        do {
            return (try await outcome(of: waiting), waiting.membership)
        } catch {
            waiting.membership?.end()
            throw error
        }
    }

    private func outcome(of waiting: Waiting) async throws -> Outcome {
        try await waiting.reply.value {
            if try enqueue(waiting) { startBatch() }
        }
    }

    /// Items waiting for the next batch.
    public var queued: Int { state.withLock { $0.queue.count } }

    /// True when nobody else will start a batch for it.
    private func enqueue(_ waiting: Waiting) throws(PostgresError) -> Bool {
        let mustStart: Bool? = state.withLock { state in
            guard state.queue.count < queueMax else { return nil }
            state.queue.append(waiting)
            defer { state.isBatchInFlight = true }
            return !state.isBatchInFlight
        }
        guard let mustStart else { throw .overloaded(name) }
        return mustStart
    }

    /// The batch takes its items only when a connection has taken the batch, and so takes all that came meanwhile.
    private func startBatch() {
        guard let pace else {
            Task {
                // What could run already goes ahead, such as others whom the same commit or answer has set off.
                await Task.yield()
                pushBatch()
            }
            return
        }
        pace.whenDue { self.pushBatch() }
    }

    private func pushBatch() {
        do {
            try database.push(BatchJob(self))
        } catch {
            failAll(error)
        }
    }

    func takeItems() -> [Waiting] {
        state.withLock { state in
            var items: [Waiting] = []
            while items.count < batchMax, let first = state.queue.popFirst() {
                if first.reply.claim() { items.append(first) }
            }
            if let membership = pace?.begin(items.count) {
                for item in items { item.joined.withLock { $0 = membership } }
            }
            return items
        }
    }

    /// - Parameter nanoseconds: How long the batch took, from its BEGIN to the answer to its COMMIT.
    func batchEnded(items: Int, nanoseconds: UInt64) {
        database.batchEnded?(BatchRun(writer: name, items: items, seconds: Double(nanoseconds) / 1e9))
        let mustStart = state.withLock { state in
            state.isBatchInFlight = !state.queue.isEmpty
            return state.isBatchInFlight
        }
        if mustStart { startBatch() }
    }

    /// No batch will run: the database is closed, full or away.
    func failAll(_ error: PostgresError) {
        let items = state.withLock { state in
            defer { state = State() }
            return state.queue
        }
        for item in items { item.reply.fail(error) }
    }
}

/// A batch that has ended, for metrics.
public struct BatchRun: Sendable {
    public let writer: String
    public let items: Int
    public let seconds: Double
}

/// One caller's item.
final class BatchItem<Item: Sendable, Outcome: Sendable>: Sendable {
    let item: Item
    let reply = Reply<Outcome>()
    /// Where the writer has a pace: the batch that took it.
    let joined = Mutex<BatchMembership?>(nil)

    init(_ item: Item) { self.item = item }

    var membership: BatchMembership? { joined.withLock { $0 } }
}
