import Models

/// Whole purchases at several numbers of buyers, then at half of the best rate, with pgbench in between.
struct CheckoutBench {
    struct Plan: Sendable {
        let buyers: [Int]
        let seconds: Double
        let skus: Int
        let printsStatements: Bool

        var pgbenchSeconds: Double { max(1, (seconds / 2).rounded()) }
    }

    private let bench: BenchShop
    private let plan: Plan
    private let goods: BenchGoods
    private var report: CheckoutReport

    init(_ bench: BenchShop, _ plan: Plan) {
        self.bench = bench
        self.plan = plan
        goods = BenchGoods(bench.staff, count: plan.skus)
        report = CheckoutReport(skus: plan.skus)
    }

    func run() async throws {
        var copy = self
        try await copy.measure()
    }

    private mutating func measure() async throws {
        try await Seeder(bench.shop).run()
        try await goods.stock()
        try await bench.settle()
        Terminal.good("\(goods.skus.count) SKUs in \(goods.locations.count) locations")
        let load = try CheckoutLoad(bench, skus: goods.skus)
        _ = await load.run(buyers: 32, seconds: 3)
        try await bench.settle()
        try bench.shop.postgres.sql(OrderSQL.Minimal.schema(skus: plan.skus))
        try bench.shop.postgres.sql(OrderSQL.Full.schema)
        for buyers in plan.buyers {
            report.limit.statements.append(try limit(OrderSQL.Minimal.statements))
            report.points.append(
                try await CheckoutPoint.measure(bench, name: "\(buyers) buyers", seconds: plan.seconds) {
                    await load.run(buyers: buyers, seconds: plan.seconds)
                }
            )
            report.limit.oneStatement.append(try limit(OrderSQL.Minimal.oneStatement))
        }
        report.limit.everyRow = try limit(OrderSQL.Full.script)
        let half = report.best / 2
        report.half = try await CheckoutPoint.measure(bench, name: "\(half.fixed(0))/s, open", seconds: plan.seconds) {
            await load.run(ordersPerSecond: half, seconds: plan.seconds)
        }
        let (buyers, seconds) = (report.bestBuyers, plan.seconds)
        try await profile("with \(buyers) buyers") { await load.run(buyers: buyers, seconds: seconds + 1) }
        try await profile("at \(half.fixed(0)) orders/s") {
            await load.run(ordersPerSecond: half, seconds: seconds + 1)
        }
        try await countStatements(load)
        report.print()
        try await bench.check()
        report.figures.print()
    }

    private mutating func profile(_ name: String, _ work: @escaping @Sendable () async -> LoadResult) async throws {
        if let profile = try await Profile.taking(from: bench, seconds: plan.seconds, work) {
            report.profiles.append((name, profile))
        }
        try await bench.settle()
    }

    private func limit(_ script: String) throws -> Double {
        try bench.flush()
        return try PgBench(postgres: bench.shop.postgres).run(
            OrderSQL.choice + script,
            clients: 8,
            seconds: plan.pgbenchSeconds,
            variables: ["skus": plan.skus]
        )
    }

    /// At the end, because counting costs a little.
    private mutating func countStatements(_ load: CheckoutLoad) async throws {
        let statements = try await StatementCount.taking(from: bench) {
            _ = await load.run(buyers: 8, seconds: 1)
            try await bench.settle()
        } measured: {
            let result = await load.run(buyers: report.bestBuyers, seconds: min(plan.seconds, 3))
            try await bench.settle()
            return result.done
        }
        report.statements = statements
        report.printsStatements = plan.printsStatements
    }
}
