import Glibc
import Synchronization

/// Lets blocking closures on different threads reach a point together, once; later calls pass.
final class Rendezvous: Sendable {
    private let arrived = Counter()
    private let parties: Int

    init(of parties: Int) { self.parties = parties }

    func wait() {
        arrived.increment()
        _ = Self.poll { arrived.value >= parties }
    }

    /// Blocks the thread until `condition` holds; at most five seconds, so that a bug fails a test and does not hang it.
    static func poll(until condition: () -> Bool) -> Bool {
        for _ in 0..<5_000 {
            if condition() { return true }
            usleep(1_000)
        }
        return false
    }
}

/// Counts over threads.
final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .sequentiallyConsistent) }

    @discardableResult
    func increment() -> Int { count.add(1, ordering: .sequentiallyConsistent).newValue }
}
