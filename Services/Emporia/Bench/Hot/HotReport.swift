/// What `bench hot` prints.
struct HotReport {
    let buyers: Int
    var row: [Double] = []
    var holds: [(result: Wrk.Result, cost: Cost)] = []
    /// Holds for each second that inventory's writer was at work, which leaves out HTTP, tokens and JSON.
    var inside: [Double] = []
    var random: [CheckoutPoint] = []
    var hot: [CheckoutPoint] = []
    var soldOut: [SoldOut] = []

    struct SoldOut: Sendable {
        let how: String
        let units: Int
        let sold: Int
        let asked: Int
    }

    private var holdsPerSecond: Double { holds.map(\.result.perSecond).mean }
    private var hotPerSecond: Double { hot.map(\.sustainedPerSecond).mean }
    private var randomPerSecond: Double { random.map(\.sustainedPerSecond).mean }
    private var ratioToRow: Double { holdsPerSecond / max(row.mean, 1) }
    private var ratioInside: Double { inside.mean / max(row.mean, 1) }
    private var ratioToRandom: Double { hotPerSecond / max(randomPerSecond, 1) }
    private var oversold: Int { soldOut.reduce(0) { $0 + max(0, $1.sold - $1.units) } }

    func print() {
        Terminal.say("\nOne SKU, \(buyers) buyers, fsync on\n")
        var table = Table("", "per second", "p50 ms", "p99 ms", "CPU ms each", "of it postgres")
        table.add("pgbench, UPDATE of one row", row.mean.short, "", "", "", "")
        table.add(
            "holds over HTTP",
            holdsPerSecond.short,
            holds.map(\.result.p50Milliseconds).mean.short,
            holds.map(\.result.p99Milliseconds).mean.short,
            holds.map(\.cost.milliseconds).mean.fixed(3),
            holds.map { $0.cost["postgres"] }.mean.fixed(3)
        )
        table.add("holds inside, by the writer's own time", inside.mean.short, "", "", "", "")
        for (name, points) in [("purchases of random SKUs", random), ("purchases of this SKU", hot)] {
            table.add(
                name,
                points.map(\.sustainedPerSecond).mean.short,
                points.map { $0.quantile(0.5) }.mean.short,
                points.map { $0.quantile(0.99) }.mean.short,
                points.map(\.cost.milliseconds).mean.fixed(3),
                points.map { $0.cost["postgres"] }.mean.fixed(3)
            )
        }
        table.print()
        Terminal.say("")
        for sale in soldOut {
            let line = "\(sale.asked) \(sale.how) of \(sale.units) units: \(sale.sold) sold"
            sale.sold == sale.units ? Terminal.good(line) : Terminal.bad(line)
        }
        for goal in goals { goal.print() }
    }

    var goals: [Goal] {
        [
            .atLeast(5, "holds over HTTP ÷ pgbench's row", ratioToRow),
            .atLeast(15, "holds inside ÷ pgbench's row", ratioInside),
            .atLeast(0.8, "purchases of one SKU ÷ of random SKUs", ratioToRandom),
            .atMost(0, "units sold that were not there", Double(oversold)),
        ]
    }

    var figures: Figures {
        var figures = Figures("hot")
        figures["ratio_to_row"] = ratioToRow
        figures["ratio_to_row_inside"] = ratioInside
        figures["checkout_ratio_to_random"] = ratioToRandom
        figures["oversold"] = Double(oversold)
        figures["unsold"] = Double(soldOut.reduce(0) { $0 + max(0, $1.units - $1.sold) })
        figures["row_updates_per_s"] = row.mean
        figures["holds_per_s"] = holdsPerSecond
        figures["holds_inside_per_s"] = inside.mean
        figures["cpu_ms_per_hold"] = holds.map(\.cost.milliseconds).mean
        figures["hot_orders_per_s"] = hotPerSecond
        figures["random_orders_per_s"] = randomPerSecond
        return figures
    }
}
