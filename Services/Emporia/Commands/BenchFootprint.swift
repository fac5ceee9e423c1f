import ArgumentParser

/// What a service takes before and after work.
struct BenchFootprint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "footprint",
        abstract: "Start to ready, memory idle and after load, size of each executable."
    )

    @OptionGroup var options: BenchOptions
    @Option(help: "Requests that each service answers.") var requests = 100_000
    @Option(help: "Starts, of which the middle one counts.") var starts = 3

    func run() async throws {
        let plan = FootprintBench.Plan(requests: max(requests, 4), starts: max(starts, 1))
        try await BenchShop.open(options.path) { try await FootprintBench($0, plan).run() }
    }
}
