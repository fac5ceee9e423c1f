import Synchronization

/// How many requests run, how many of each kind may, and whether the service is about to stop.
final class Traffic: Sendable {
    private let running = Atomic<Int>(0)
    /// Connections that wait for an answer, health and metrics included; some of them still wait for their task.
    private let waiting = Atomic<Int>(0)
    private let draining = Atomic<Bool>(false)
    private let limit: Int

    /// - Parameter limit: Requests at once; what comes on top is answered 503 at once instead of queueing.
    init(limit: Int) {
        self.limit = limit
    }

    /// Also those that no task has taken up yet: of a crowd that comes at once none runs when the last one is read. And
    /// those whose caller has gone.
    var inFlight: Int { max(running.load(ordering: .relaxed), waiting.load(ordering: .relaxed)) }

    func isFull(for precedence: Precedence) -> Bool { inFlight >= precedence.limit(of: limit) }

    /// A connection has sent a request and waited for nothing before.
    func arrive() {
        waiting.add(1, ordering: .relaxed)
    }

    /// It has all of its answers, or is gone.
    func depart() {
        waiting.subtract(1, ordering: .relaxed)
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
