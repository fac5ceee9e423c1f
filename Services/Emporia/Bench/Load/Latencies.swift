/// How long things took, and the time below which a share of them stayed.
struct Latencies: Sendable {
    private var milliseconds: [Double] = []
    private var isSorted = true

    var count: Int { milliseconds.count }

    mutating func add(_ value: Double) {
        milliseconds.append(value)
        isSorted = false
    }

    mutating func merge(_ other: Latencies) {
        milliseconds += other.milliseconds
        isSorted = false
    }

    /// The nearest-rank quantile in milliseconds: the smallest value that at least this share does not exceed; 0 of none.
    mutating func quantile(_ share: Double) -> Double {
        guard !milliseconds.isEmpty else { return 0 }
        if !isSorted {
            milliseconds.sort()
            isSorted = true
        }
        let rank = Int((Double(milliseconds.count) * share).rounded(.up))
        return milliseconds[max(1, min(rank, milliseconds.count)) - 1]
    }
}
