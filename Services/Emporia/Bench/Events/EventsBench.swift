import JSON
import Models
import Postgres
import ServiceKit

/// Changed prices on their way from catalog to marketing, which applies each to its table of prices.
struct EventsBench {
    struct Plan: Sendable {
        let events: Int
        let replicas: [Int]
        let seconds: Double
        let rate: Int
    }

    static let pricesPerCall = 20

    let bench: BenchShop
    let plan: Plan
    private let goods: BenchGoods

    init(_ bench: BenchShop, _ plan: Plan) {
        self.bench = bench
        self.plan = plan
        goods = BenchGoods(bench.staff, count: 5_000)
    }

    func run() async throws {
        try await Seeder(bench.shop).run()
        try await goods.stock()
        let list = try await priceList()
        try await bench.settle()
        await bench.runner.stop()
        var report = EventsReport(events: plan.events, rate: plan.rate)
        for count in plan.replicas {
            let replicas = try await EventsReplicas.start(bench, count: count)
            do {
                try await bench.settle()
                let drain = try await drain(replicas, list)
                report.points.append(.init(replicas: count, drain: drain, lag: try await lag(replicas, list)))
            } catch {
                await replicas.stop()
                throw error
            }
            await replicas.stop()
        }
        try await bench.restart(settings: [:])
        report.print()
        try await bench.check()
        report.figures.print()
    }

    private func priceList() async throws -> String {
        let answer = try await bench.staff.send(.post, .catalog, "/v1/price-lists", key: "events") { json in
            json.field("name", "Events")
            json.field("currency", "CNY")
            json.field("priority", -1)
        }
        return try JSON.decode(IdentifiedAnswer.self, from: answer.body).id
    }

    /// A full outbox until its last event has been heard.
    private func drain(_ replicas: EventsReplicas, _ list: String) async throws -> EventsReport.Drain {
        try await CostMeter.with(bench, processes: replicas.processes) { meter in
            let fill = try await meter.read()
            try await meter.database.run(
                """
                INSERT INTO catalog.outbox (id, type, subject, occurred_at, data)
                SELECT gen_random_uuid(), 'price.changed', \(list) || '/G' || sku, now(),
                       json_build_object('priceListId', \(list)::text, 'sku', 'G' || sku, 'currency', 'CNY',
                                         'amountMinor', number, 'priority', -1)
                  FROM generate_series(1, \(plan.events)::int) AS number,
                       LATERAL (SELECT format('%s-c%s-s%s', number % 50, number / 50 % 10, number / 500 % 10)) AS named (sku)
                """
            )
            let before = try await meter.read()
            try await bench.settle()
            let after = try await meter.read()
            let rows = try await meter.database.query(
                """
                SELECT count(*) AS count, count(DISTINCT applied_at) AS batches,
                       extract(epoch FROM max(sent_at) - min(applied_at))::double precision AS seconds
                  FROM catalog.outbox JOIN marketing.inbox USING (id)
                 WHERE occurred_at BETWEEN \(fill.at) AND \(before.at)
                """
            )
            guard let row = rows.first, try row.get("count") == plan.events else {
                throw BenchFailure("not every event was heard")
            }
            let batches: Int = try row.get("batches")
            return EventsReport.Drain(
                perSecond: Double(plan.events) / max(try row.get("seconds"), 0.001),
                eventsPerBatch: Double(plan.events) / Double(max(batches, 1)),
                cost: Cost(from: before, to: after, pieces: plan.events)
            )
        }
    }

    /// Prices that a merchandiser's program sets at a steady pace.
    private func lag(_ replicas: EventsReplicas, _ list: String) async throws -> CostMeter.EventLag {
        let calls = Double(plan.rate) / Double(Self.pricesPerCall)
        return try await CostMeter.with(bench, processes: replicas.processes) { meter in
            let before = try await meter.read()
            let result = await Load.open(Arrivals(perSecond: calls, seconds: plan.seconds)) { number, _ in
                await setPrices(number, in: list, at: replicas.catalogs[number % replicas.catalogs.count])
            }
            if let (reason, count) = result.refused.first { throw BenchFailure("\(count) × \(reason)") }
            try await bench.settle()
            return try await meter.eventLag(since: before)
        }
    }

    private func setPrices(_ number: Int, in list: String, at url: String) async -> Outcome {
        let first = number * Self.pricesPerCall
        let body = JSON.encode(
            Object { json in
                json.field(
                    "prices",
                    array: { json in
                        for index in first..<first + Self.pricesPerCall {
                            json.element(
                                Object { json in
                                    json.field("sku", goods.skus[index % goods.skus.count])
                                    json.field("amountMinor", 1_000_000 + index)
                                }
                            )
                        }
                    }
                )
            }
        )
        let headers = [("Authorization", "Bearer \(bench.staff.token)"), ("Content-Type", "application/json")]
        do {
            let path = url + "/v1/price-lists/\(list)/prices"
            let answer = try await bench.staff.http.send(.put, path, headers: headers, body: body)
            return answer.status == 200 ? .done : .refused("\(answer.status) \(answer.text.prefix(160))")
        } catch {
            return .refused("\(error)")
        }
    }
}
