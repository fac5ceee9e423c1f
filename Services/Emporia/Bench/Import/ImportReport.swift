/// What `bench import` prints.
struct ImportReport {
    struct Whole: Sendable {
        let perSecond: Double
        let settledSeconds: Double
        let cost: Cost
        /// Catalog's own MiB, from the beginning to the end.
        let memory: [Double]

        /// The most of the second half over the most of the first: what grows with the file.
        var growth: Double {
            let half = memory.count / 2
            return (memory.dropFirst(half).max() ?? 0) - (memory.prefix(half).max() ?? 0)
        }
    }

    struct Resumed: Sendable {
        let rowsKept: Int
        let seconds: Double
    }

    struct Sales: Sendable {
        let rows: Int
        let seconds: Double

        var perSecond: Double { Double(rows) / seconds }
    }

    let rows: Int
    var whole: Whole?
    var resumed: Resumed?
    var sales: Sales?

    func print() {
        guard let whole, let resumed else { return }
        Terminal.say("\n\(rows) products from a Shopify export, with prices, published in a channel\n")
        var table = Table("", "rows/s", "CPU µs a row", "catalog", "postgres", "most MiB", "2nd half added")
        table.add(
            "import",
            whole.perSecond.short,
            (whole.cost.milliseconds * 1000).short,
            (whole.cost["catalog"] * 1000).short,
            (whole.cost["postgres"] * 1000).short,
            (whole.memory.max() ?? 0).fixed(1),
            whole.growth.fixed(1)
        )
        table.print()
        Terminal.say("  all that it caused was done after \(whole.settledSeconds.short) s")
        Terminal.say(
            "  killed after \(resumed.rowsKept) rows: the same file made the rest in \(resumed.seconds.short) s"
        )
        if let sales {
            Terminal.say(
                "  \(sales.rows) rows of sales and their products in \(sales.seconds.short) s, until all events were heard: "
                    + "\(sales.perSecond.short) a second"
            )
        }
        Terminal.say("")
        for goal in goals { goal.print() }
    }

    var goals: [Goal] {
        [
            .atLeast(10_000, "rows/s of products", whole?.perSecond ?? 0),
            .atMost(4, "MiB that the second half of the file added", whole?.growth ?? 0),
        ] + (sales.map { [.atLeast(10_000, "rows/s of sales", $0.perSecond)] } ?? [])
    }

    var figures: Figures {
        var figures = Figures("import")
        figures["rows_per_s"] = whole?.perSecond
        figures["cpu_us_per_row"] = whole.map { $0.cost.milliseconds * 1000 }
        figures["memory_most_mib"] = whole?.memory.max()
        figures["memory_growth_mib"] = whole?.growth
        figures["rows_kept_at_kill"] = resumed.map { Double($0.rowsKept) }
        figures["resume_s"] = resumed?.seconds
        figures["sales_rows_per_s"] = sales?.perSecond
        return figures
    }
}
