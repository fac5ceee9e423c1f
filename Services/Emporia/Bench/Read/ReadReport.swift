import Foundation

/// What `bench read` prints.
struct ReadReport {
    struct Read: Sendable {
        let result: Wrk.Result
        let cost: Cost
    }

    let sizes: [Int]
    /// The pages' names, as they are to be printed.
    var order: [String] = []
    /// By page, a read for each size.
    var reads: [String: [Read]] = [:]
    var fixed: [Read] = []
    var nginx: [Double] = []

    private var fixedPerSecond: Double { fixed.map(\.result.perSecond).mean }
    private var fixedMilliseconds: Double { fixed.map(\.cost.milliseconds).mean }
    private var productPage: [Read] { reads["product page"] ?? [] }

    func print() {
        Terminal.say("\nReads, at \(sizes.map(String.init).joined(separator: ", ")) products\n")
        var table = Table(
            "",
            "reads/s",
            "÷ static",
            "p99 ms",
            "CPU µs",
            "of it postgres",
            "largest ÷ smallest",
            "slope"
        )
        table.add("nginx, static", nginx.mean.short, (nginx.mean / max(fixedPerSecond, 1)).fixed(2))
        table.add(
            "static answer",
            fixedPerSecond.short,
            "1.00",
            fixed.map(\.result.p99Milliseconds).mean.short,
            (fixedMilliseconds * 1000).short
        )
        for name in order { add(name, reads[name] ?? [], to: &table) }
        table.print()
        Terminal.say("")
        for goal in goals { goal.print() }
    }

    /// Figures of each size, the smallest first.
    private func add(_ name: String, _ reads: [Read], to table: inout Table) {
        func each(_ text: (Read) -> String) -> String { reads.map(text).joined(separator: " ") }
        table.add(
            name,
            each { $0.result.perSecond.short },
            each { ($0.result.perSecond / max(fixedPerSecond, 1)).fixed(2) },
            each { $0.result.p99Milliseconds.short },
            each { ($0.cost.milliseconds * 1000).short },
            each { ($0.cost["postgres"] * 1000).short },
            growth(of: reads).fixed(2),
            slope(of: reads).fixed(3)
        )
    }

    private func growth(of reads: [Read]) -> Double {
        guard let first = reads.first, let last = reads.last, first.cost.milliseconds > 0 else { return 1 }
        return last.cost.milliseconds / first.cost.milliseconds
    }

    /// How many times dearer a read becomes with each tenfold catalogue, as a power of ten: 0 is flat, 1 is as fast as
    /// the catalogue grows.
    private func slope(of reads: [Read]) -> Double {
        guard sizes.count > 1, let first = sizes.first, let last = sizes.last else { return 0 }
        return log(growth(of: reads)) / log(Double(last) / Double(first))
    }

    var goals: [Goal] {
        let ratio = (productPage.first?.result.perSecond ?? 0) / max(fixedPerSecond, 1)
        let steepest = order.map { slope(of: reads[$0] ?? []) }.max() ?? 0
        return [
            .atLeast(0.6, "product page ÷ static answer of the same server", ratio),
            .atMost(0.05, "slope of the cost of a read, the steepest", steepest),
        ]
    }

    var figures: Figures {
        var figures = Figures("read")
        figures["product_page_ratio_to_static"] = goals[0].value
        figures["steepest_slope"] = goals[1].value
        figures["static_per_s"] = fixedPerSecond
        figures["static_cpu_us"] = fixedMilliseconds * 1000
        figures["nginx_per_s"] = nginx.isEmpty ? nil : nginx.mean
        for name in order {
            let key = name.split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
            guard let last = reads[name]?.last else { continue }
            figures["\(key)_per_s"] = last.result.perSecond
            figures["\(key)_cpu_us"] = last.cost.milliseconds * 1000
            figures["\(key)_p99_ms"] = last.result.p99Milliseconds
            figures["\(key)_slope"] = slope(of: reads[name] ?? [])
        }
        return figures
    }
}
