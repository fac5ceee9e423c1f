import DequeModule
import Glibc

/// The queue that all connection threads of a database share.
///
/// `@unchecked Sendable`: every access to the state below holds `mutex`. A pthread mutex because the threads sleep on
/// condition variables, which `Synchronization.Mutex` does not have.
final class WorkQueue: @unchecked Sendable {
    struct Entry {
        let job: Job
        var attempt = 1
        let deadline: UInt64
    }

    /// More in one pipeline gain nothing measurable and hold back those behind them.
    private static let pipelineMax = 16

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    /// Threads with a live connection sleep here and are woken first.
    private let connectedSleepers: UnsafeMutablePointer<pthread_cond_t>
    /// Threads without; woken only when no connected one is free, so a pool grows as it is needed.
    private let unconnectedSleepers: UnsafeMutablePointer<pthread_cond_t>
    private let closing: UnsafeMutablePointer<pthread_cond_t>

    private var entries = Deque<Entry>()
    private var connectedIdle = 0
    private var unconnectedIdle = 0
    private var busy = 0
    private var connected = 0
    private var isClosing = false
    private let max: Int

    init(max: Int) {
        self.max = max
        mutex = .allocate(capacity: 1)
        connectedSleepers = .allocate(capacity: 1)
        unconnectedSleepers = .allocate(capacity: 1)
        closing = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(connectedSleepers, nil)
        pthread_cond_init(unconnectedSleepers, nil)
        pthread_cond_init(closing, nil)
    }

    deinit {
        for condition in [connectedSleepers, unconnectedSleepers, closing] {
            pthread_cond_destroy(condition)
            condition.deallocate()
        }
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    // MARK: Callers

    func push(_ job: Job, deadline: UInt64) throws(PostgresError) {
        lock()
        defer { unlock() }
        guard !isClosing else { throw .closed }
        guard entries.count < max else { throw .poolExhausted }
        entries.append(Entry(job: job, deadline: deadline))
        wakeOne()
    }

    /// Ends the queue: no more work is taken, what is queued is still done.
    func close() {
        lock()
        defer { unlock() }
        isClosing = true
        pthread_cond_broadcast(connectedSleepers)
        pthread_cond_broadcast(unconnectedSleepers)
        pthread_cond_broadcast(closing)
    }

    var statistics: PoolStatistics {
        lock()
        defer { unlock() }
        return PoolStatistics(connections: connected, busy: busy, queued: entries.count)
    }

    // MARK: Connection threads

    /// Sleeps until there is work; false when the queue is closed and empty.
    func waitForWork(isConnected: Bool) -> Bool {
        lock()
        defer { unlock() }
        while entries.isEmpty {
            if isClosing { return false }
            if isConnected {
                connectedIdle += 1
                pthread_cond_wait(connectedSleepers, mutex)
                connectedIdle -= 1
            } else {
                unconnectedIdle += 1
                pthread_cond_wait(unconnectedSleepers, mutex)
                unconnectedIdle -= 1
            }
        }
        return true
    }

    /// Work for one connected thread: one exclusive job, or its fair share of the statements in front. A thread that
    /// took more would make the rest wait behind it while others are idle.
    func take() -> [Entry] {
        lock()
        defer { unlock() }
        var taken: [Entry] = []
        var share = 0
        while let first = entries.first {
            guard first.job.claim() else {
                entries.removeFirst()
                continue
            }
            if case .exclusive = first.job {
                if taken.isEmpty { taken.append(entries.removeFirst()) }
                break
            }
            if taken.isEmpty {
                let idle = connectedIdle + 1
                share = Swift.min(Self.pipelineMax, (entries.count + idle - 1) / idle)
            }
            taken.append(entries.removeFirst())
            if taken.count >= share { break }
        }
        if !taken.isEmpty { busy += 1 }
        if !entries.isEmpty { wakeOne() }
        return taken
    }

    func finish() {
        lock()
        defer { unlock() }
        busy -= 1
    }

    /// Back to the front, for a thread whose connection lives. Not refused while closing: it was accepted before.
    func retry(_ entries: [Entry]) {
        guard !entries.isEmpty else { return }
        lock()
        defer { unlock() }
        for var entry in entries.reversed() {
            entry.attempt += 1
            self.entries.prepend(entry)
        }
        wakeOne()
    }

    func noteConnection(isUp: Bool) {
        lock()
        defer { unlock() }
        connected += isUp ? 1 : -1
        // This thread is about to be busy with connecting; whoever is connected should look at the queue instead.
        if !isUp, !entries.isEmpty { wakeOne() }
    }

    /// Sleeps between two attempts to connect; wakes once when the database closes.
    func pause(seconds: Double) {
        lock()
        defer { unlock() }
        if !isClosing || !entries.isEmpty { waitForClosing(seconds: seconds) }
    }

    // MARK: Timekeeper

    /// Waits a moment, then takes out everything that has waited too long. Nil when closed and all is done.
    func takeOverdue(afterSeconds seconds: Double) -> (overdue: [Job], isServerAway: Bool)? {
        lock()
        defer { unlock() }
        if isClosing, entries.isEmpty { return nil }
        waitForClosing(seconds: seconds)
        let now = MonotonicClock.now
        let overdue = entries.filter { $0.deadline <= now }
        if !overdue.isEmpty { entries.removeAll { $0.deadline <= now } }
        return (overdue.map(\.job), connected == 0)
    }

    private func waitForClosing(seconds: Double) {
        var until = timespec()
        clock_gettime(CLOCK_REALTIME, &until)
        let nanoseconds = until.tv_nsec + Int(seconds * 1_000_000_000)
        until.tv_sec += nanoseconds / 1_000_000_000
        until.tv_nsec = nanoseconds % 1_000_000_000
        pthread_cond_timedwait(closing, mutex, &until)
    }

    private func wakeOne() {
        pthread_cond_signal(connectedIdle > 0 ? connectedSleepers : unconnectedSleepers)
    }

    private func lock() { pthread_mutex_lock(mutex) }
    private func unlock() { pthread_mutex_unlock(mutex) }
}
