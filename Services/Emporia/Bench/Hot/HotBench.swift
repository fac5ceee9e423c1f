import JSON
import Models
import Postgres
import ServiceKit

/// One SKU, every buyer: through inventory's API, through whole purchases, and down to the last unit.
struct HotBench {
    struct Plan: Sendable {
        let buyers: Int
        let rounds: Int
        let seconds: Double
    }

    /// Of the SKU that is sold out by holds, and of the one that is sold out by purchases.
    private static let units = 1_000

    let bench: BenchShop
    let plan: Plan
    private let goods: BenchGoods
    private let scarce: BenchGoods

    init(_ bench: BenchShop, _ plan: Plan) {
        self.bench = bench
        self.plan = plan
        goods = BenchGoods(bench.staff, count: 5_000)
        scarce = BenchGoods(bench.staff, count: 100, units: Self.units, in: ["wh-shanghai"], named: "L")
    }

    func run() async throws {
        try await Seeder(bench.shop).run()
        try await goods.stock()
        try await scarce.stock()
        try await bench.settle()
        try bench.shop.postgres.sql(HotRow.schema)
        var report = HotReport(buyers: plan.buyers)
        try await hold(&report)
        try await purchase(&report)
        try await sellOut(&report)
        report.print()
        try await bench.check()
        report.figures.print()
    }

    private func hold(_ report: inout HotReport) async throws {
        let wrk = try Wrk(in: bench.shop.state.root)
        for round in 0..<plan.rounds {
            report.row.append(
                try PgBench(postgres: bench.shop.postgres).run(
                    HotRow.script,
                    clients: plan.buyers,
                    seconds: max(2, plan.seconds / 2)
                )
            )
            let script = try HotRow.holds(of: goods.skus[0], round: round, token: token())
            let writerBefore = try await holdWriter()
            let (result, cost) = try await CostMeter.with(bench) { meter in
                let before = try await meter.read()
                let result = try wrk.run(
                    bench.shop.url(of: .inventory),
                    script: script,
                    connections: plan.buyers,
                    seconds: plan.seconds
                )
                return (result, Cost(from: before, to: try await meter.read(), pieces: result.requests))
            }
            guard result.refused == 0 else { throw BenchFailure("\(result.refused) holds were refused") }
            report.holds.append((result, cost))
            let writer = try await holdWriter()
            report.inside.append((writer.holds - writerBefore.holds) / (writer.seconds - writerBefore.seconds))
            try await bench.settle()
        }
    }

    /// What inventory's batch writer has done since it started, from its metrics.
    private func holdWriter() async throws -> (holds: Double, seconds: Double) {
        let answer = try await bench.staff.http.send(.get, bench.shop.url(of: .inventory) + "/metrics")
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        /// Nothing is told of a writer that has not written yet.
        func value(_ series: String) -> Double {
            let line = lines.first { $0.hasPrefix(series + " ") }
            return line?.split(separator: " ").last.flatMap { Double($0) } ?? 0
        }
        return (
            value(#"emporia_batch_items_sum{writer="holds"}"#),
            value(#"emporia_batch_seconds_sum{writer="holds"}"#)
        )
    }

    /// Inventory is called as order calls it.
    private func token() throws -> String {
        guard let key = bench.shop.state.read("keys/order.key").flatMap(SigningKey.init(text:)) else {
            throw BenchFailure("the shop has no key for order")
        }
        return try ServiceIdentity(name: .order, key: key).token(for: .inventory)
    }

    private func purchase(_ report: inout HotReport) async throws {
        let random = try CheckoutLoad(bench, skus: goods.skus, linesPerOrder: 1)
        let hot = try CheckoutLoad(bench, skus: [goods.skus[0]], linesPerOrder: 1)
        _ = await random.run(buyers: plan.buyers, seconds: 2)
        for _ in 0..<plan.rounds {
            for (load, isHot) in [(random, false), (hot, true)] {
                let point = try await CheckoutPoint.measure(bench, name: "", seconds: plan.seconds) {
                    await load.run(buyers: plan.buyers, seconds: plan.seconds)
                }
                isHot ? report.hot.append(point) : report.random.append(point)
            }
        }
    }

    /// More buyers than units, until nothing is left.
    private func sellOut(_ report: inout HotReport) async throws {
        let token = try token()
        let held = await Load.closed(callers: plan.buyers, seconds: plan.seconds) { _, _ in
            await hold(scarce.skus[0], token: token)
        }
        report.soldOut.append(.init(how: "holds", units: Self.units, sold: held.done, asked: held.asked))
        let load = try CheckoutLoad(bench, skus: [scarce.skus[1]], linesPerOrder: 1)
        var bought = LoadResult()
        let end = ContinuousClock.now + .seconds(60)
        repeat {
            bought.merge(await load.run(buyers: plan.buyers, seconds: 2))
        } while bought.refused.isEmpty && ContinuousClock.now < end
        report.soldOut.append(.init(how: "purchases", units: Self.units, sold: bought.done, asked: bought.asked))
        try await bench.settle()
    }

    private func hold(_ sku: String, token: String) async -> Outcome {
        let url = bench.shop.url(of: .inventory) + "/v1/reservations/\(OrderID())"
        let headers = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
        do {
            let body = Array(HotRow.body(sku).utf8)
            let answer = try await bench.staff.http.send(.put, url, headers: headers, body: body)
            return answer.status == 201 ? .done : .refused("\(answer.status)")
        } catch {
            return .refused("\(error)")
        }
    }
}
