import Foundation
import Models
import Postgres

/// Purchases in a shop that has sold more and more already.
struct ScaleBench {
    struct Plan: Sendable {
        let orders: [Int]
        let buyers: Int
        let seconds: Double
    }

    let bench: BenchShop
    let plan: Plan
    private let goods: BenchGoods
    private let past: BenchGoods

    init(_ bench: BenchShop, _ plan: Plan) {
        self.bench = bench
        self.plan = plan
        goods = BenchGoods(bench.staff, count: 5_000)
        past = BenchGoods(bench.staff, count: 100, named: "P")
    }

    func run() async throws {
        try await Seeder(bench.shop).run()
        try await goods.stock()
        try await past.stock()
        let history = try await PastOrders.deliver(bench, past)
        let load = try CheckoutLoad(bench, skus: goods.skus)
        var report = ScaleReport(buyers: plan.buyers)
        var rate = 0.0
        for size in plan.orders {
            try await fill(history, to: size)
            _ = await load.run(buyers: plan.buyers, seconds: 2)
            try await bench.settle()
            let full = try await CheckoutPoint.measure(bench, name: "\(size)", seconds: plan.seconds) {
                await load.run(buyers: plan.buyers, seconds: plan.seconds)
            }
            if rate == 0 { rate = full.sustainedPerSecond / 2 }
            let half = try await CheckoutPoint.measure(bench, name: "\(size)", seconds: plan.seconds) {
                await load.run(ordersPerSecond: rate, seconds: plan.seconds)
            }
            report.points.append(.init(orders: size, full: full, half: half, bytes: try await databaseBytes()))
        }
        report.print()
        try await bench.check()
        report.figures.print()
    }

    private func fill(_ history: PastOrders, to size: Int) async throws {
        let started = ContinuousClock.now
        let before = try await databaseBytes()
        // A small part first tells how much room the rest will take.
        let part = min(size, history.count + 10_000)
        try await history.grow(to: part)
        if part < size {
            let each = Double(try await databaseBytes() - before) / 10_000
            try requireSpace(bytes: each * Double(size - part) * 1.3 + 4e9)
            try await history.grow(to: size)
        }
        try await history.tidy()
        Terminal.good("\(size) orders in the tables, after \(((ContinuousClock.now - started) / .seconds(1)).short) s")
    }

    private func databaseBytes() async throws -> Int {
        let rows = try await Database.with(bench.server) {
            try await $0.query("SELECT pg_database_size(current_database()) AS bytes")
        }
        return try rows.first?.get("bytes") ?? 0
    }

    private func requireSpace(bytes: Double) throws {
        let folder = bench.shop.postgres.folder.path
        let free = try FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int ?? 0
        guard Double(free) > bytes else {
            throw BenchFailure(
                "\((bytes / 1e9).short) GB are needed in \(folder), \((Double(free) / 1e9).short) are free"
            )
        }
    }
}
