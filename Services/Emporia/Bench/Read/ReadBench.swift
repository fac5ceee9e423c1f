import Models
import Postgres

/// Each thing that shoppers read, at each size of the catalogue, with static answers in between.
struct ReadBench {
    struct Plan: Sendable {
        let products: [Int]
        let connections: Int
        let seconds: Double

        var staticSeconds: Double { max(2, (seconds / 2).rounded()) }
    }

    let bench: BenchShop
    let plan: Plan

    init(_ bench: BenchShop, _ plan: Plan) {
        self.bench = bench
        self.plan = plan
    }

    func run() async throws {
        let wrk = try Wrk(in: bench.shop.state.root)
        try await Seeder(bench.shop).run()
        let goods = BenchGoods(bench.staff, count: 100, in: ReadShelves.locations)
        try await ReadShelves.build(bench)
        try await goods.stock()
        let personal = try await ReadPages.personal(bench, goods)
        let catalogue = try await ReadCatalogue(bench)
        var report = ReadReport(sizes: plan.products)
        let nginx = try Nginx.start(in: bench.shop.state.root)
        defer { nginx?.stop() }
        for size in plan.products {
            try await catalogue.grow(to: size)
            let pages = try await ReadPages.catalogue(bench, size: size) + personal
            for page in pages {
                report.fixed.append(try await measure(ReadPages.fixed(bench), wrk, seconds: plan.staticSeconds))
                report.reads[page.name, default: []].append(try await measure(page, wrk, seconds: plan.seconds))
            }
            if let nginx {
                let result = try wrk.run(nginx.url, connections: plan.connections, seconds: plan.staticSeconds)
                report.nginx.append(result.perSecond)
            }
        }
        report.order = (try await ReadPages.catalogue(bench, size: plan.products[0]) + personal).map(\.name)
        report.print()
        try await bench.check()
        report.figures.print()
    }

    private func measure(_ page: ReadPages.Page, _ wrk: Wrk, seconds: Double) async throws -> ReadReport.Read {
        let script = WrkRequest.script(page.requests)
        // Once unmeasured: prepares the statements and fills the server's cache.
        _ = try wrk.run(page.url, script: script, connections: plan.connections, seconds: 1)
        return try await CostMeter.with(bench) { meter in
            let changes = page.changesPerSecond == 0 ? nil : Self.change(page.changesPerSecond, meter.database)
            let before = try await meter.read()
            let result = try wrk.run(page.url, script: script, connections: plan.connections, seconds: seconds)
            changes?.cancel()
            if let made = try await changes?.value, made < Int(seconds) * page.changesPerSecond * 9 / 10 {
                throw BenchFailure("\(page.name): only \(made) changes")
            }
            guard result.refused == 0 else { throw BenchFailure("\(page.name): \(result.refused) refused") }
            let cost = Cost(from: before, to: try await meter.read(), pieces: result.requests)
            return ReadReport.Read(result: result, cost: cost)
        }
    }

    /// Changes a product until the task is cancelled; how often.
    private static func change(_ timesPerSecond: Int, _ database: Database) -> Task<Int, any Error> {
        Task {
            let started = ContinuousClock.now
            var made = 0
            while !Task.isCancelled {
                try await database.run(
                    "UPDATE catalog.products SET changed_at = now() WHERE id = (SELECT id FROM catalog.products ORDER BY id LIMIT 1)"
                )
                made += 1
                try? await Task.sleep(until: started + .seconds(1) / timesPerSecond * made, clock: .continuous)
            }
            return made
        }
    }
}
