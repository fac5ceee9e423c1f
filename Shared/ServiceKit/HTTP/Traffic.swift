import Synchronization

/// How many requests run, how many of each kind may, and whether the service is about to stop.
final class Traffic: Sendable {
    private let running = Atomic<Int>(0)
    /// Passed on by their connections and not answered; some of them still wait for their task.
    private let unanswered = Atomic<Int>(0)
    private let draining = Atomic<Bool>(false)
    private let limit: Int

    /// - Parameter limit: Requests at once; what comes on top is answered 503 at once instead of queueing.
    init(limit: Int) {
        self.limit = limit
    }

    var inFlight: Int { running.load(ordering: .relaxed) }

    /// Also by those that no task has taken up yet: of a crowd that comes at once none runs when the last one is read.
    func isFull(for precedence: Precedence) -> Bool {
        max(inFlight, unanswered.load(ordering: .relaxed)) >= precedence.limit(of: limit)
    }

    func arrive() {
        unanswered.add(1, ordering: .relaxed)
    }

    func depart(_ count: Int = 1) {
        unanswered.subtract(count, ordering: .relaxed)
    }

    var isDraining: Bool { draining.load(ordering: .acquiring) }

    /// From here on `/readyz` says no and every answer ends its connection.
    func startDraining() {
        draining.store(true, ordering: .releasing)
    }

    /// - Returns: false when the service is full; then `leave` must not be called.
    func enter(_ precedence: Precedence) -> Bool {
        if running.add(1, ordering: .relaxed).newValue <= precedence.limit(of: limit) { return true }
        leave()
        return false
    }

    func leave() {
        running.subtract(1, ordering: .relaxed)
    }
}
