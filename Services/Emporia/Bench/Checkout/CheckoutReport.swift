/// What `bench checkout` prints: a row per point, CPU by process, the limit beside it, ratios and goals last.
struct CheckoutReport {
    let skus: Int
    var points: [CheckoutPoint] = []
    var half: CheckoutPoint?
    var limit = (statements: [Double](), oneStatement: [Double](), everyRow: 0.0)
    var statements: StatementCount?
    var profiles: [(name: String, profile: Profile)] = []
    var printsStatements = false

    private var bestPoint: CheckoutPoint? { points.max { $0.sustainedPerSecond < $1.sustainedPerSecond } }
    var best: Double { bestPoint?.sustainedPerSecond ?? 0 }
    var bestBuyers: Int { bestPoint.flatMap { Int($0.name.prefix { $0.isNumber }) } ?? 8 }
    private var all: [CheckoutPoint] { points + [half].compactMap(\.self) }
    private var ratio: Double { best / max(limit.statements.mean, 1) }

    func print() {
        Terminal.say("\nWhole purchases: two lines of \(skus) SKUs, all services, provider simulator, fsync on\n")
        printPoints()
        Terminal.say("\nCPU of an order, in ms\n")
        printCosts()
        printProfiles()
        printLimit()
        printStatements()
        Terminal.say("")
        for goal in goals { goal.print() }
    }

    private func printPoints() {
        var table = Table(
            "",
            "orders/s",
            "and settled",
            "p50 ms",
            "p99 ms",
            "log B",
            "commits",
            "events",
            "lag p50 ms",
            "lag p99 ms"
        )
        for point in all {
            table.add(
                point.name,
                point.ordersPerSecond.short,
                point.sustainedPerSecond.short,
                point.quantile(0.5).short,
                point.quantile(0.99).short,
                point.cost.logBytes.fixed(0),
                point.commits.fixed(2),
                (Double(point.lag.count) / Double(max(point.result.done, 1))).fixed(2),
                point.lag.p50Milliseconds.short,
                point.lag.p99Milliseconds.short
            )
        }
        table.print()
        for point in all {
            for (reason, count) in point.result.refused { Terminal.bad("\(point.name): \(count) × \(reason)") }
        }
    }

    private func printCosts() {
        var table = Table(columns: [""] + all.map(\.name))
        for name in points.first?.cost.processes.map(\.name) ?? [] {
            table.add(cells: [name] + all.map { $0.cost[name].fixed(3) })
        }
        table.add(cells: ["all"] + all.map { $0.cost.milliseconds.fixed(3) })
        table.add(cells: ["(load)"] + all.map { $0.cost.generatorMilliseconds.fixed(3) })
        table.print()
    }

    private func printProfiles() {
        if profiles.isEmpty { Terminal.say("\nNo profile: perf is not here, or may not look.") }
        for (name, profile) in profiles {
            Terminal.say("\nWhere it goes \(name), in µs of an order\n")
            profile.table(processes: points.first?.cost.processes.map(\.name) ?? []).print()
        }
    }

    private func printLimit() {
        Terminal.say("\npgbench on the same server in between, 8 clients, prepared\n")
        var table = Table("", "orders/s", "best / this")
        table.add("minimal SQL, statement by statement", limit.statements.mean.short, ratio.fixed(2))
        table.add("minimal SQL, one statement", limit.oneStatement.mean.short, share(of: limit.oneStatement.mean))
        table.add("every row and commit of a purchase", limit.everyRow.short, share(of: limit.everyRow))
        table.print()
    }

    private func share(of rate: Double) -> String { (best / max(rate, 1)).fixed(2) }

    private func printStatements() {
        guard let statements else { return }
        Terminal.say("\n\(statements.perPiece.fixed(2)) statements an order with \(bestBuyers) buyers")
        if printsStatements { statements.table.print() }
    }

    var goals: [Goal] {
        [
            .atLeast(0.5, "orders/s, best ÷ pgbench statement by statement", ratio),
            .atMost(1.25, "ms of CPU an order, all processes, at the best rate", bestPoint?.cost.milliseconds ?? 0),
            .atMost(1.25, "the same at half load", half?.cost.milliseconds ?? 0),
            .atMost(25, "p99 in ms at half load", half?.quantile(0.99) ?? 0),
        ]
    }

    var figures: Figures {
        var figures = Figures("checkout")
        figures["orders_per_s"] = best
        figures["ratio_to_limit"] = ratio
        figures["cpu_ms_per_order"] = bestPoint?.cost.milliseconds
        figures["cpu_ms_per_order_half_load"] = half?.cost.milliseconds
        figures["p99_half_load_ms"] = half?.quantile(0.99)
        figures["lag_p99_half_load_ms"] = half?.lag.p99Milliseconds
        figures["log_bytes_per_order"] = bestPoint?.cost.logBytes
        figures["commits_per_order"] = bestPoint?.commits
        figures["statements_per_order"] = statements?.perPiece
        figures["pgbench_statements_per_s"] = limit.statements.mean
        figures["pgbench_one_statement_per_s"] = limit.oneStatement.mean
        figures["pgbench_every_row_per_s"] = limit.everyRow
        return figures
    }
}

extension [Double] {
    var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}
