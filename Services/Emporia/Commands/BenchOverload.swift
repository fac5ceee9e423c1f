import ArgumentParser

/// More checkouts than the shop can do.
struct BenchOverload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overload",
        abstract: "Checkouts placed and shed at several times what the shop can do, and how soon it is normal again."
    )

    @OptionGroup var options: BenchOptions
    @Option(help: "Buyers at the same time, tried in turn to find out what the shop can do.", transform: numbers)
    var buyers = [32, 128]

    func run() async throws {
        let plan = OverloadBench.Plan(buyers: buyers, factors: [0.7, 2, 5, 10], seconds: options.seconds)
        try await BenchShop.open(options.path) { try await OverloadBench($0, plan).run() }
    }
}
