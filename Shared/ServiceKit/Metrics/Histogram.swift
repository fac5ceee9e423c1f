import Synchronization

/// How often values fell into each of a few fixed buckets; no lock, one search and three atomic additions.
public final class Histogram: Sendable {
    /// From half a millisecond to ten seconds, for durations of requests and statements.
    public static let latencySeconds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// Powers of two, for sizes of batches.
    public static let sizes: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]

    /// Upper bounds, ascending; what is above the last falls into one more bucket.
    let bounds: [Double]
    private let buckets: [Counter]
    private let sumMicro = Atomic<UInt64>(0)

    init(bounds: [Double]) {
        self.bounds = bounds.sorted()
        self.buckets = (0...bounds.count).map { _ in Counter() }
    }

    public func observe(_ value: Double) {
        guard value.isFinite, value >= 0 else { return }
        buckets[bounds.firstIndex { value <= $0 } ?? bounds.count].add()
        sumMicro.wrappingAdd(UInt64(min(value, 1e12) * 1e6), ordering: .relaxed)
    }

    public func observe(_ duration: Duration) {
        observe(duration / .seconds(1))
    }

    var sum: Double { Double(sumMicro.load(ordering: .relaxed)) / 1e6 }

    /// Counts up to and including each bound, the unbounded bucket last.
    var cumulative: [UInt64] {
        var total: UInt64 = 0
        return buckets.map { bucket in
            total &+= bucket.value
            return total
        }
    }
}
