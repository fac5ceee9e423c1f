import Histogram

/// What came of every action, as histograms that several workers' can be added up.
struct LoadTally: Codable, Sendable {
    struct Line: Codable, Sendable {
        /// Microseconds from when it was meant to begin, up to an hour, to three digits.
        private(set) var times = Histogram<UInt64>(highestTrackableValue: 3_600_000_000)
        /// Said no for a good reason, as when the goods are gone.
        fileprivate(set) var refused = 0
        fileprivate(set) var failed: [String: Int] = [:]

        var done: Int { Int(times.totalCount) }
        var failedCount: Int { failed.values.reduce(0, +) }

        /// Nil when it was never done.
        func milliseconds(at quantile: Double) -> Double? {
            times.totalCount == 0 ? nil : Double(times.valueAtPercentile(quantile * 100)) / 1000
        }

        var maxMilliseconds: Double { times.totalCount == 0 ? 0 : Double(times.maxRecorded) / 1000 }

        fileprivate mutating func record(milliseconds: Double) {
            times.record(min(3_600_000_000, UInt64(max(0, milliseconds) * 1000)))
        }

        fileprivate mutating func add(_ other: Line) {
            times.add(other.times)
            refused += other.refused
            failed.merge(other.failed, uniquingKeysWith: +)
        }
    }

    enum Ending: Sendable {
        case done, refused
        case failed(String)
    }

    private var lines: [LoadMix.Action: Line] = [:]

    subscript(action: LoadMix.Action) -> Line { lines[action] ?? Line() }

    mutating func add(_ action: LoadMix.Action, _ ending: Ending, milliseconds: Double) {
        switch ending {
        case .done: lines[action, default: Line()].record(milliseconds: milliseconds)
        case .refused: lines[action, default: Line()].refused += 1
        case .failed(let reason): lines[action, default: Line()].failed[reason, default: 0] += 1
        }
    }

    mutating func add(_ other: LoadTally) {
        for (action, line) in other.lines { lines[action, default: Line()].add(line) }
    }

    /// Of all actions, those that failed.
    var failureShare: Double {
        let failed = lines.values.reduce(0) { $0 + $1.failedCount }
        let all = lines.values.reduce(failed) { $0 + $1.done + $1.refused }
        return all == 0 ? 0 : Double(failed) / Double(all)
    }

    /// A row for each action, and its failures below.
    func print(seconds: Double) {
        var table = Table("", "per second", "refused", "failed", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms")
        for action in LoadMix.Action.allCases where lines[action] != nil {
            let line = self[action]
            let times = [0.5, 0.9, 0.99, 0.999].map { line.milliseconds(at: $0)?.short ?? "–" }
            table.add(
                cells: [action.rawValue, (Double(line.done) / seconds).short, "\(line.refused)", "\(line.failedCount)"]
                    + times + [line.maxMilliseconds.short]
            )
        }
        table.print()
        for action in LoadMix.Action.allCases {
            for (reason, count) in self[action].failed.sorted(by: { $0.value > $1.value }).prefix(5) {
                Terminal.bad("\(action.rawValue): \(count) × \(reason)")
            }
        }
    }
}
