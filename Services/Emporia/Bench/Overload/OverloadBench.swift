import Models
import ServiceKit

/// Several times more checkouts than the shop can do, of people who come whether or not others have been served.
struct OverloadBench {
    struct Plan: Sendable {
        /// Callers of the closed loop that finds out what the shop can do.
        let buyers: [Int]
        /// Of that, what is asked for; the first is what it does with ease.
        let factors: [Double]
        let seconds: Double
    }

    /// Up to this, what the slowest hundredth of the checkouts takes is bearable.
    private static let slowestMilliseconds = 250.0
    /// A client says how long they wait, and gives up after it.
    private static let patienceSeconds = 10.0

    private let bench: BenchShop
    private let plan: Plan
    private let goods: BenchGoods

    init(_ bench: BenchShop, _ plan: Plan) {
        self.bench = bench
        self.plan = plan
        goods = BenchGoods(bench.staff, count: 5_000)
    }

    func run() async throws {
        try await divideProcessors()
        try await Seeder(bench.shop).run()
        try await goods.stock()
        try await bench.settle()
        var report = OverloadReport(capacity: try await capacity())
        let load = try CheckoutLoad(bench, skus: goods.skus)
        for factor in plan.factors {
            report.runs.append(try await overload(load, factor, usual: (plan.factors[0], report.capacity)))
            try await bench.settle()
        }
        report.print()
        try await bench.check()
        report.figures.print()
    }

    /// Those who ask have machines of their own. Here the shop keeps half of the processors for itself.
    private func divideProcessors() async throws {
        guard let processors = Processors() else { return Terminal.bad("shop and load share all processors") }
        try processors.use(processors.shop)
        try await bench.restart(settings: [:])
        try processors.use(processors.load)
        Terminal.good("processors: \(processors.shop.count) for the shop, \(processors.load.count) for the load")
    }

    /// The highest rate of checkouts a second at which all are placed in bearable time, of people who come at their own
    /// times.
    private func capacity() async throws -> Double {
        let load = try CheckoutLoad(bench, skus: goods.skus)
        let most = try await throughput(load)
        for share in stride(from: 1.1, through: 0.5, by: -0.05) {
            let rate = most * share
            let point = try await CheckoutPoint.measure(bench, name: "\(rate.short)/s", seconds: plan.seconds) {
                await load.run(ordersPerSecond: rate, seconds: plan.seconds)
            }
            let slowest = point.quantile(0.99)
            guard point.result.refused.isEmpty, slowest <= Self.slowestMilliseconds else { continue }
            Terminal.good("\(rate.short) checkouts a second, the slowest hundredth in \(slowest.short) ms")
            return rate
        }
        throw BenchFailure("half of what a closed loop reaches is too much for an open one")
    }

    /// The best rate that callers reach who ask again as soon as they are answered.
    private func throughput(_ load: CheckoutLoad) async throws -> Double {
        _ = await load.run(buyers: 32, seconds: 3)
        try await bench.settle()
        var best = 0.0
        for buyers in plan.buyers {
            let point = try await CheckoutPoint.measure(bench, name: "\(buyers) buyers", seconds: plan.seconds) {
                await load.run(buyers: buyers, seconds: plan.seconds)
            }
            best = max(best, point.sustainedPerSecond)
        }
        Terminal.good("\(best.short) checkouts a second in a closed loop")
        return best
    }

    private func overload(
        _ load: CheckoutLoad,
        _ factor: Double,
        usual: (factor: Double, capacity: Double)
    ) async throws -> OverloadRun {
        let times = OverloadRun.Times(measured: plan.seconds)
        let overload = Arrivals(perSecond: factor * usual.capacity, seconds: times.overload, seed: 1)
        let after = Arrivals(perSecond: usual.factor * usual.capacity, seconds: times.recovery, seed: 2)
        let run = CustomerID()
        Terminal.step("\(factor) × \(usual.capacity.short) checkouts a second")
        let samples = try await Crowd.flood(load.url, Array(overload) + after.map { $0 + times.overload }) { number in
            load.call(number, key: "\(run)-\(number)", patienceSeconds: Self.patienceSeconds)
        }
        return OverloadRun(factor: factor, times: times, samples: samples)
    }
}
