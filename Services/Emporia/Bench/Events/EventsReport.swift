/// What `bench events` prints.
struct EventsReport {
    struct Drain: Sendable {
        let perSecond: Double
        let eventsPerBatch: Double
        let cost: Cost
    }

    struct Point: Sendable {
        let replicas: Int
        let drain: Drain
        let lag: CostMeter.EventLag
    }

    let events: Int
    let rate: Int
    var points: [Point] = []

    private var best: Point? { points.max { $0.drain.perSecond < $1.drain.perSecond } }

    func print() {
        Terminal.say("\n\(events) changed prices from catalog's outbox to marketing's table; lag at \(rate) a second\n")
        var table = Table(
            "replicas",
            "events/s",
            "in a batch",
            "CPU µs",
            "catalog",
            "marketing",
            "postgres",
            "lag p50 ms",
            "p99 ms"
        )
        for point in points {
            let cost = point.drain.cost
            table.add(
                "\(point.replicas) and \(point.replicas)",
                point.drain.perSecond.short,
                point.drain.eventsPerBatch.short,
                (cost.milliseconds * 1000).short,
                (cost["catalog"] * 1000).short,
                (cost["marketing"] * 1000).short,
                (cost["postgres"] * 1000).short,
                point.lag.p50Milliseconds.short,
                point.lag.p99Milliseconds.short
            )
        }
        table.print()
        Terminal.say("")
        for goal in goals { goal.print() }
    }

    var goals: [Goal] { [.atLeast(20_000, "events/s", best?.drain.perSecond ?? 0)] }

    var figures: Figures {
        var figures = Figures("events")
        figures["events_per_s"] = best?.drain.perSecond
        figures["cpu_us_per_event"] = best.map { $0.drain.cost.milliseconds * 1000 }
        for point in points {
            figures["events_per_s_\(point.replicas)"] = point.drain.perSecond
            figures["lag_p50_ms_\(point.replicas)"] = point.lag.p50Milliseconds
            figures["lag_p99_ms_\(point.replicas)"] = point.lag.p99Milliseconds
        }
        return figures
    }
}
