import Foundation

/// What `bench scale` prints.
struct ScaleReport {
    struct Point: Sendable {
        let orders: Int
        let full: CheckoutPoint
        let half: CheckoutPoint
        let bytes: Int
    }

    let buyers: Int
    var points: [Point] = []

    func print() {
        Terminal.say(
            "\nA purchase with so many orders in the tables; \(buyers) buyers, then half of the first rate, open loop\n"
        )
        var table = Table(
            "orders",
            "GB",
            "orders/s",
            "CPU ms",
            "of it postgres",
            "p99 ms",
            "log B",
            "half: CPU ms",
            "half: p50 ms",
            "half: p99 ms"
        )
        for point in points {
            table.add(
                "\(point.orders)",
                (Double(point.bytes) / 1e9).short,
                point.full.sustainedPerSecond.short,
                point.full.cost.milliseconds.fixed(3),
                point.full.cost["postgres"].fixed(3),
                point.full.quantile(0.99).short,
                point.full.cost.logBytes.fixed(0),
                point.half.cost.milliseconds.fixed(3),
                point.half.quantile(0.5).short,
                point.half.quantile(0.99).short
            )
        }
        table.print()
        for point in points {
            for (reason, count) in point.full.result.refused { Terminal.bad("\(point.orders): \(count) × \(reason)") }
        }
        Terminal.say("")
        for goal in goals { goal.print() }
    }

    private func growth(_ value: (Point) -> Double) -> Double {
        guard let first = points.first.map(value), let last = points.last.map(value), first > 0 else { return 1 }
        return last / first
    }

    /// What a B-tree adds: a level for each three hundredfold.
    var goals: [Goal] {
        [
            .atMost(1.15, "CPU of a purchase, most orders ÷ fewest", growth(\.full.cost.milliseconds)),
            .atMost(1.5, "p99 at half load, most orders ÷ fewest", growth { $0.half.quantile(0.99) }),
        ]
    }

    var figures: Figures {
        var figures = Figures("scale")
        figures["cpu_growth"] = goals[0].value
        figures["p99_growth"] = goals[1].value
        for point in points {
            figures["cpu_ms_per_order_\(point.orders)"] = point.full.cost.milliseconds
            figures["orders_per_s_\(point.orders)"] = point.full.sustainedPerSecond
            figures["p99_half_load_ms_\(point.orders)"] = point.half.quantile(0.99)
        }
        return figures
    }
}
