import ArgumentParser

/// One SKU and every buyer, against what Postgres does with a single row.
struct BenchHot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hot",
        abstract: "Holds and whole purchases of one SKU, beside pgbench updating one row."
    )

    @OptionGroup var options: BenchOptions
    @Option(help: "Buyers at the same time.") var buyers = 64
    @Option(help: "Rounds, in which the sides take turns.") var rounds = 2

    func run() async throws {
        let plan = HotBench.Plan(buyers: buyers, rounds: rounds, seconds: options.seconds)
        try await BenchShop.open(options.path) { try await HotBench($0, plan).run() }
    }
}
