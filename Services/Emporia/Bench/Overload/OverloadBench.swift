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

    /// A client says how long they wait, and gives up after it.
    private static let patienceSeconds = 10.0
    /// Four times what a service takes on at once: as many as a proxy before it would keep. Who finds none free waits for
    /// one, which counts.
    private static let connections = 2048
    /// Each looks through its own connections for a free one, and so through few.
    private static let clients = 16

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
        let clients = try (0..<Self.clients).map { _ in
            try CurlClient(connectionsPerHostMax: Self.connections / Self.clients)
        }
        defer { for client in clients { client.close() } }
        let loads = try clients.map { try CheckoutLoad(bench, skus: goods.skus, http: $0) }
        for factor in plan.factors {
            report.runs.append(await overload(loads, factor, usual: (plan.factors[0], report.capacity)))
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

    /// The best rate that callers reach who ask again as soon as they are answered, in checkouts a second.
    private func capacity() async throws -> Double {
        let load = try CheckoutLoad(bench, skus: goods.skus)
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
        _ loads: [CheckoutLoad],
        _ factor: Double,
        usual: (factor: Double, capacity: Double)
    ) async -> OverloadRun {
        let times = OverloadRun.Times(measured: plan.seconds)
        let overload = Arrivals(perSecond: factor * usual.capacity, seconds: times.overload, seed: 1)
        let after = Arrivals(perSecond: usual.factor * usual.capacity, seconds: times.recovery, seed: 2)
        let run = CustomerID()
        Terminal.step("\(factor) × \(usual.capacity.short) checkouts a second")
        let samples = await Load.flood(Array(overload) + after.map { $0 + times.overload }) { number in
            do {
                let load = loads[number % loads.count]
                return .init(try await load.ask(number, key: "\(run)-\(number)", patienceSeconds: Self.patienceSeconds))
            } catch {
                return .failed("\(error)")
            }
        }
        return OverloadRun(factor: factor, times: times, samples: samples)
    }
}

extension Load {
    /// Callers who come at these times, in seconds from now, however many are still waiting.
    fileprivate static func flood(
        _ arrivals: [Double],
        _ act: @escaping @Sendable (_ number: Int) async -> OverloadSample.Fate
    ) async -> [OverloadSample] {
        let start = ContinuousClock.now
        return await withTaskGroup(of: OverloadSample.self) { group in
            for (number, meant) in arrivals.enumerated() where !Task.isCancelled {
                let due = start + .seconds(meant)
                if due > .now { try? await Task.sleep(until: due, tolerance: .zero) }
                group.addTask {
                    let begun = (ContinuousClock.now - start) / .seconds(1)
                    let fate = await act(number)
                    let ended = (ContinuousClock.now - start) / .seconds(1)
                    return OverloadSample(meant: meant, begun: begun, ended: ended, fate: fate)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
