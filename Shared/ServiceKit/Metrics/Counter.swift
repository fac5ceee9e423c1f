import Synchronization

/// A number that only grows. One atomic addition; keep the counter at hand on a hot path rather than asking the
/// registry for it each time.
public final class Counter: Sendable {
    private let total = Atomic<UInt64>(0)

    init() {}

    public func add(_ amount: Int = 1) {
        total.wrappingAdd(UInt64(max(amount, 0)), ordering: .relaxed)
    }

    public var value: UInt64 { total.load(ordering: .relaxed) }
}
