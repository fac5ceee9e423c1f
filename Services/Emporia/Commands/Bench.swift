import ArgumentParser
import Foundation
import JSON
import Models
import ServiceKit

/// Measurements, always as ratios within one run.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how fast the shop is, beside what Postgres alone could do.",
        subcommands: [BenchCheckout.self]
    )
}

/// Orders through all six services against the rate at which pgbench does only an order's SQL on the same server.
struct BenchCheckout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkout",
        abstract: "Orders per second and CPU per order, by process."
    )

    @Option(help: "Buyers at the same time.") var buyers = 64
    @Option(help: "Seconds to measure.") var seconds = 10.0
    @Option(name: .customLong("state"), help: "A folder for the shop that is measured; it is forgotten afterwards.")
    var path = ".emporia-bench"

    func run() async throws {
        let state = try StateFolder(path)
        let shop = try LocalShop(state, ports: try freePorts())
        defer {
            shop.postgres.delete()
            try? FileManager.default.removeItem(at: state.root)
        }
        try shop.startDatabase()
        let runner = ShopRunner(shop)
        do {
            try await runner.start { _, _ in }
            try await Seeder(shop).run()
            try await measure(shop, runner)
        } catch {
            await runner.stop()
            throw error
        }
        await runner.stop()
        try pgbench(shop)
    }

    private func freePorts() throws -> [ServiceName: Int] {
        try Dictionary(ServiceName.allCases.map { ($0, try Ports.free()) }, uniquingKeysWith: { first, _ in first })
    }

    private func measure(_ shop: LocalShop, _ runner: ShopRunner) async throws {
        let skus = ["MATCHA", "PUERRAW", "PUERRIPE", "LIUBAO", "CHRYSANTH", "ROSEBUDS", "OSMANTHUS", "BARLEY"]
        let staff = try ShopClient(shop.entrance)
        try await staff.send(.post, .inventory, "/v1/receipts", key: "bench") { json in
            json.field("locationId", "wh-shanghai")
            json.field("reference", "bench")
            json.field(
                "lines",
                array: { json in
                    for sku in skus {
                        json.element(
                            Object { json in
                                json.field("sku", sku)
                                json.field("quantity", 10_000_000)
                            }
                        )
                    }
                }
            )
        }
        let load = CheckoutLoad(shop: shop, client: staff.http, skus: skus)
        _ = try await load.run(buyers: buyers, seconds: 3)
        let before = processorTimes(shop, runner)
        let started = ContinuousClock.now
        let result = try await load.run(buyers: buyers, seconds: seconds)
        let elapsed = (ContinuousClock.now - started) / .seconds(1)
        // What the orders still cause is part of their price.
        try await PromiseChecker(postgres: shop.postgres, journal: shop.journal).waitUntilSettled(seconds: 60)
        report(result, elapsed: elapsed, before: before, after: processorTimes(shop, runner))
    }

    private func processorTimes(_ shop: LocalShop, _ runner: ShopRunner) -> [(name: String, milliseconds: Double)] {
        var times = runner.processes.map { ($0.name.rawValue, ProcessorTime.milliseconds(of: $0.processID)) }
        if let postmaster = shop.postgres.processID {
            times.append(("postgres", ProcessorTime.milliseconds(ofFamily: postmaster)))
        }
        return times
    }

    private func report(
        _ result: CheckoutLoad.Result,
        elapsed: Double,
        before: [(name: String, milliseconds: Double)],
        after: [(name: String, milliseconds: Double)]
    ) {
        let orders = Double(max(result.placed, 1))
        Terminal.say("")
        Terminal.say(
            "checkouts  \(number(Double(result.placed) / elapsed)) orders/s with \(buyers) buyers, "
                + "p50 \(number(result.quantile(0.5))) ms, p99 \(number(result.quantile(0.99))) ms"
        )
        for (reason, count) in result.refused { Terminal.bad("\(count) × \(reason)") }
        var total = 0.0
        for (earlier, later) in zip(before, after) {
            let each = (later.milliseconds - earlier.milliseconds) / orders
            total += each
            Terminal.say(
                "  \(later.name.padding(toLength: 12, withPad: " ", startingAt: 0))\(number(each)) ms CPU per order"
            )
        }
        Terminal.say("  \("all".padding(toLength: 12, withPad: " ", startingAt: 0))\(number(total)) ms CPU per order")
    }

    /// The same server does only the SQL, with nobody else on the machine.
    private func pgbench(_ shop: LocalShop) throws {
        try shop.postgres.sql(OrderSQL.schema)
        let output = try shop.postgres.pgbench(script: OrderSQL.script, clients: 16, seconds: Int(seconds))
        let rate = output.split(separator: "\n").first { $0.hasPrefix("tps") } ?? "tps unknown"
        Terminal.say("pgbench    \(rate), only the SQL of an order, 16 clients")
    }

    private func number(_ value: Double) -> String { String(format: "%.2f", value) }
}
