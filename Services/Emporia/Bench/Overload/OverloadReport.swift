/// What `bench overload` prints: a row per multiple of what the shop can do.
struct OverloadReport {
    /// The most checkouts a second that are all placed in bearable time.
    let capacity: Double
    var runs: [OverloadRun] = []

    private var usualP99: Double { runs.first?.quantile(0.99, of: .placed) ?? 0 }

    /// Of the capacity.
    private func goodput(_ run: OverloadRun) -> Double { run.placedPerSecond / max(capacity, 1) }

    func print() {
        Terminal.say("\nCheckouts in an open loop, timed from when each was meant to begin; C: \(capacity.short)/s\n")
        var table = Table(
            "",
            "offered/s",
            "placed/s",
            "÷ C",
            "on its way/s",
            "shed %",
            "placed p50 ms",
            "p99 ms",
            "shed p50 ms",
            "p99 ms",
            "failed",
            "normal after s",
            "begun late p99 ms"
        )
        for run in runs {
            table.add(
                "\(run.name) C",
                run.offeredPerSecond.short,
                run.placedPerSecond.short,
                goodput(run).fixed(2),
                run.acceptedPerSecond.short,
                (run.shedShare * 100).fixed(1),
                milliseconds(run, 0.5, .placed),
                milliseconds(run, 0.99, .placed),
                milliseconds(run, 0.5, .shed),
                milliseconds(run, 0.99, .shed),
                "\(run.failures.values.reduce(0, +))",
                run.recoverySeconds(usualP99: usualP99)?.fixed(2) ?? "never",
                run.lateP99Milliseconds.short
            )
        }
        table.print()
        for run in runs {
            for (reason, count) in run.failures.sorted(by: { $0.value > $1.value }).prefix(5) {
                Terminal.bad("\(run.name) C: \(count) × \(reason)")
            }
        }
        Terminal.say("")
        for goal in goals { goal.print() }
    }

    private func milliseconds(_ run: OverloadRun, _ share: Double, _ fate: OverloadSample.Fate) -> String {
        run.quantile(share, of: fate)?.short ?? "–"
    }

    var goals: [Goal] {
        let overloads = runs.filter { $0.factor > 1 }
        let failed = runs.reduce(0) { $0 + $1.failures.values.reduce(0, +) }
        let goodputs = overloads.map { run in
            let bound = run.factor <= 2 ? 0.95 : run.factor <= 5 ? 0.9 : 0.8
            return Goal.atLeast(bound, "placed/s ÷ C at \(run.name) C", goodput(run))
        }
        let refusals = overloads.compactMap { $0.quantile(0.99, of: .shed) }.max().map { slowest in
            Goal.atMost(50, "p99 in ms of refusals", slowest)
        }
        return goodputs + [refusals].compactMap(\.self) + [
            .atMost(
                10,
                "seconds until latency is normal again",
                overloads.map { $0.recoverySeconds(usualP99: usualP99) ?? .infinity }.max() ?? 0
            ),
            .atMost(0, "checkouts that were neither taken nor refused with a time to ask again", Double(failed)),
        ]
    }

    var figures: Figures {
        var figures = Figures("overload")
        figures["capacity_per_s"] = capacity
        for run in runs {
            let times = "_\(run.name.replacing(".", with: "_"))c"
            figures["offered_per_s" + times] = run.offeredPerSecond
            figures["placed_per_s" + times] = run.placedPerSecond
            figures["placed_share_of_c" + times] = goodput(run)
            figures["shed_share" + times] = run.shedShare
            figures["placed_p99_ms" + times] = run.quantile(0.99, of: .placed)
            figures["shed_p99_ms" + times] = run.quantile(0.99, of: .shed)
            figures["failed" + times] = Double(run.failures.values.reduce(0, +))
            figures["normal_after_s" + times] = run.recoverySeconds(usualP99: usualP99)
        }
        return figures
    }
}
