/// What `bench footprint` prints.
struct FootprintReport {
    struct Service: Sendable {
        let name: String
        let readyMilliseconds: Double
        let programMebibytes: Double
        var idle = ProcessMemory.Resident()
        /// After each quarter of the requests.
        var loaded: [ProcessMemory.Resident] = []

        /// How much the second half of the requests added.
        var growth: Double { loaded.count < 4 ? 0 : loaded[3].mebibytes - loaded[1].mebibytes }
    }

    let requests: Int
    var services: [Service] = []

    func print() {
        Terminal.say("\nEach service alone; memory resident in MiB, of it what is the process's own\n")
        var table = Table("", "ready ms", "idle", "own", "after \(requests)", "own", "2nd half added", "program MiB")
        for service in services {
            let last = service.loaded.last ?? service.idle
            table.add(
                service.name,
                service.readyMilliseconds.fixed(0),
                service.idle.mebibytes.fixed(1),
                service.idle.ownMebibytes.fixed(1),
                last.mebibytes.fixed(1),
                last.ownMebibytes.fixed(1),
                service.growth.fixed(1),
                service.programMebibytes.fixed(1)
            )
        }
        table.print()
        Terminal.say("")
        for goal in goals { goal.print() }
    }

    private func largest(_ value: (Service) -> Double) -> Double { services.map(value).max() ?? 0 }

    var goals: [Goal] {
        [
            .atMost(100, "ms from start to ready, the slowest", largest(\.readyMilliseconds)),
            .atMost(40, "MiB idle, the largest", largest(\.idle.mebibytes)),
            .atMost(
                80,
                "MiB after \(requests) requests, the largest",
                largest { ($0.loaded.last ?? $0.idle).mebibytes }
            ),
            .atMost(2, "MiB that the second half of the requests added, the most", largest(\.growth)),
        ]
    }

    var figures: Figures {
        var figures = Figures("footprint")
        figures["ready_ms"] = largest(\.readyMilliseconds)
        figures["idle_mib"] = largest(\.idle.mebibytes)
        figures["loaded_mib"] = largest { ($0.loaded.last ?? $0.idle).mebibytes }
        figures["growth_mib"] = largest(\.growth)
        figures["program_mib"] = largest(\.programMebibytes)
        return figures
    }
}
