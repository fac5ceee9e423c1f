import DequeModule

/// The queue that all connection threads of a database share.
///
/// `@unchecked Sendable`: every access to the variables below is inside `monitor.withLock`.
final class WorkQueue: @unchecked Sendable {
    struct Entry {
        let job: Job
        var attempt = 1
        let deadline: UInt64
    }

    /// More in one pipeline gain nothing measurable and hold back those behind them.
    private static let pipelineMax = 16

    private let monitor = Monitor()
    /// Where threads with a live connection sleep, each at its own place. The last to fall asleep is woken first: its
    /// session on the server is the one whose plans and pages are still in the processor's caches.
    private var asleep: [Monitor.Place] = []
    /// Threads without one; woken only when no connected one sleeps, so a pool grows as it is needed.
    private let unconnectedPlace = Monitor.Place()
    private let closingPlace = Monitor.Place()

    private var entries = Deque<Entry>()
    private var connectedIdle = 0
    private var connected = 0
    private var connecting = 0
    private var busy = 0
    private var isClosing = false
    private let entriesMax: Int

    init(max: Int) { entriesMax = max }

    // MARK: For callers

    func push(_ job: Job, deadline: UInt64) throws(PostgresError) {
        try monitor.withLock { () throws(PostgresError) in
            guard !isClosing else { throw .closed }
            guard entries.count < entriesMax else { throw .poolExhausted }
            entries.append(Entry(job: job, deadline: deadline))
            wakeOne()
        }
    }

    /// No more work is accepted; what is queued is still done.
    func close() {
        monitor.withLock {
            isClosing = true
            for place in asleep { place.wakeOne() }
            unconnectedPlace.wakeAll()
            closingPlace.wakeAll()
        }
    }

    var statistics: PoolStatistics {
        monitor.withLock { PoolStatistics(connections: connected, busy: busy, queued: entries.count) }
    }

    // MARK: For connection threads

    /// Sleeps until there is work, or, for a thread without a connection, until there is more work than threads that are
    /// connecting already; false when the queue is closed and does not need this thread.
    /// - Parameter place: The thread's own.
    func waitForWork(isConnected: Bool, at place: Monitor.Place) -> Bool {
        monitor.withLock {
            while entries.isEmpty || !isConnected && connecting >= entries.count {
                if isClosing { return false }
                if isConnected { sleepConnected(at: place) } else { monitor.sleep(at: unconnectedPlace) }
            }
            if !isConnected { connecting += 1 }
            return true
        }
    }

    private func sleepConnected(at place: Monitor.Place) {
        connectedIdle += 1
        asleep.append(place)
        monitor.sleep(at: place)
        // Still there when it woke without being woken.
        asleep.removeAll { $0 === place }
        connectedIdle -= 1
    }

    /// Work for one connected thread: one exclusive job, or its fair share of the statements in front. A thread that
    /// took more would make the rest wait behind it while others are idle.
    func take() -> [Entry] {
        monitor.withLock {
            while let first = entries.first, !first.job.claim() { entries.removeFirst() }
            guard let first = entries.popFirst() else { return [] }
            var taken = [first]
            if case .statement = first.job { takeStatements(after: &taken) }
            busy += 1
            if !entries.isEmpty { wakeOne() }
            return taken
        }
    }

    private func takeStatements(after taken: inout [Entry]) {
        let idle = connectedIdle + 1
        let share = min(Self.pipelineMax, (entries.count + 1 + idle - 1) / idle)
        while taken.count < share, let next = entries.first, case .statement = next.job {
            entries.removeFirst()
            if next.job.claim() { taken.append(next) }
        }
    }

    /// Ends what `take()` began. What is to be tried again goes to the front, for a thread whose connection lives; it is
    /// not refused while closing, for it had been accepted.
    func finish(retrying retried: [Entry]) {
        monitor.withLock {
            busy -= 1
            guard !retried.isEmpty else { return }
            for var entry in retried.reversed() {
                entry.attempt += 1
                entries.prepend(entry)
            }
            wakeOne()
        }
    }

    func connectingEnded(isUp: Bool) {
        monitor.withLock {
            connecting -= 1
            if isUp { connected += 1 }
        }
    }

    func connectionEnded() {
        monitor.withLock {
            connected -= 1
            // This thread may be about to connect, which takes time; whoever is connected should look at the queue.
            if !entries.isEmpty { wakeOne() }
        }
    }

    /// Sleeps between two attempts to connect.
    func pause(seconds: Double) {
        monitor.withLock {
            if !isClosing || !entries.isEmpty { monitor.sleep(at: closingPlace, atMostSeconds: seconds) }
        }
    }

    /// Whoever has been woken and not yet begun will look at the queue anyway, so nobody has to connect for it.
    private func wakeOne() {
        if let place = asleep.popLast() {
            place.wakeOne()
        } else if connectedIdle == 0 {
            unconnectedPlace.wakeOne()
        }
    }

    // MARK: For the timekeeper

    /// Waits a moment, then takes out everything that has waited too long. Nil when closed and all is done.
    func takeOverdue(afterSeconds seconds: Double) -> (overdue: [Job], isServerAway: Bool)? {
        monitor.withLock {
            if isClosing, entries.isEmpty { return nil }
            monitor.sleep(at: closingPlace, atMostSeconds: seconds)
            let now = MonotonicClock.now
            let overdue = entries.filter { $0.deadline <= now }
            if !overdue.isEmpty { entries.removeAll { $0.deadline <= now } }
            return (overdue.map(\.job), connected == 0)
        }
    }
}
