/// One overload: so many times what the shop can do, then again what it does with ease.
struct OverloadRun: Sendable {
    /// How long things go on, in seconds.
    struct Times: Sendable {
        /// Until queues are as full as they get; it does not count.
        var lead = 2.0
        let measured: Double
        /// How long is waited for normal latency to come back.
        var recovery = 15.0

        var overload: Double { lead + measured }
    }

    /// Of the shop's capacity.
    let factor: Double
    let times: Times
    let samples: [OverloadSample]

    /// As in `0.7` or `10`.
    var name: String { factor == factor.rounded() ? "\(Int(factor))" : "\(factor)" }

    /// Those that were answered, or given up, while it was measured.
    private var answered: [OverloadSample] {
        samples.filter { (times.lead..<times.overload).contains($0.ended) }
    }

    private func perSecond(_ count: Int) -> Double { Double(count) / times.measured }

    var offeredPerSecond: Double {
        perSecond(samples.count { (times.lead..<times.overload).contains($0.begun) })
    }
    var placedPerSecond: Double { perSecond(answered.count { $0.fate == .placed }) }
    var acceptedPerSecond: Double { perSecond(answered.count { $0.fate == .accepted }) }

    var shedShare: Double { Double(answered.count { $0.fate == .shed }) / Double(max(answered.count, 1)) }

    /// In milliseconds; nil where nothing had that fate.
    func quantile(_ share: Double, of fate: OverloadSample.Fate) -> Double? {
        let milliseconds = answered.filter { $0.fate == fate }.map(\.milliseconds)
        return milliseconds.isEmpty ? nil : milliseconds.quantile(share)
    }

    var lateP99Milliseconds: Double { samples.map(\.lateMilliseconds).quantile(0.99) }

    /// In all of it, since a failure is none of an overload's rights.
    var failures: [String: Int] {
        samples.reduce(into: [:]) { failures, sample in
            if case .failed(let reason) = sample.fate { failures[reason, default: 0] += 1 }
        }
    }

    /// Seconds from the end of the overload until, for a second on end, every checkout was placed and nine of ten took no
    /// more than twice what the slowest hundredth usually takes; nil when that did not happen. Twice, since the fewer are
    /// looked at, the more their slowest differ.
    /// - Parameter usualP99: In milliseconds.
    func recoverySeconds(usualP99: Double) -> Double? {
        let slice = 0.25
        let inOneSecond = 4
        let count = Int(times.recovery / slice)
        var slices = [[OverloadSample]](repeating: [], count: count)
        for sample in samples where sample.meant >= times.overload {
            slices[min(Int((sample.meant - times.overload) / slice), count - 1)].append(sample)
        }
        let isUsual = slices.map { samples in
            samples.allSatisfy { $0.fate == .placed }
                && samples.map(\.milliseconds).quantile(0.9) <= 2 * usualP99
        }
        return (0...count - inOneSecond).first { isUsual[$0..<$0 + inOneSecond].allSatisfy(\.self) }
            .map { Double($0) * slice }
    }
}

extension [Double] {
    fileprivate func quantile(_ share: Double) -> Double {
        var latencies = Latencies()
        for value in self { latencies.add(value) }
        return latencies.quantile(share)
    }
}
