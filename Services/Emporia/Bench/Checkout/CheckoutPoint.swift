/// One measurement of whole purchases: how many, how fast, what each cost.
struct CheckoutPoint: Sendable {
    let name: String
    let result: LoadResult
    let cost: Cost
    let commits: Double
    let lag: CostMeter.EventLag
    /// While the buyers bought, and until all that they caused was done.
    let seconds: (buying: Double, settled: Double)

    var ordersPerSecond: Double { Double(result.done) / seconds.buying }

    /// With the time that the shop still needed afterwards: what it can keep up for ever.
    var sustainedPerSecond: Double { Double(result.done) / seconds.settled }

    /// In milliseconds.
    func quantile(_ share: Double) -> Double {
        var latencies = result.latencies
        return latencies.quantile(share)
    }

    static func measure(
        _ bench: BenchShop,
        name: String,
        seconds: Double,
        _ load: () async -> LoadResult
    ) async throws -> CheckoutPoint {
        try bench.flush()
        return try await CostMeter.with(bench) { meter in
            let before = try await meter.read()
            let started = ContinuousClock.now
            let result = await load()
            let buying = (ContinuousClock.now - started) / .seconds(1)
            try await bench.settle()
            let settled = (ContinuousClock.now - started) / .seconds(1)
            let after = try await meter.read()
            return CheckoutPoint(
                name: name,
                result: result,
                cost: Cost(from: before, to: after, pieces: result.done),
                commits: Double(try await meter.commits(from: before, to: after)) / Double(max(result.done, 1)),
                lag: try await meter.eventLag(since: before),
                seconds: (buying, settled)
            )
        }
    }
}
