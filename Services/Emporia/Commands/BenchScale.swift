import ArgumentParser

/// What an order costs when the tables are full already.
struct BenchScale: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale",
        abstract: "CPU and p99 of a purchase with more and more delivered orders in every table."
    )

    @OptionGroup var options: BenchOptions
    @Option(help: "Orders in the tables, one point each, growing.", transform: numbers) var orders = [
        10_000, 1_000_000,
    ]
    @Flag(help: "Also with ten million, for which about 80 GB must be free.") var large = false
    @Option(help: "Buyers at the same time.") var buyers = 32

    func validate() throws {
        guard orders == orders.sorted() else { throw ValidationError("--orders is a growing list.") }
    }

    func run() async throws {
        let plan = ScaleBench.Plan(
            orders: orders + (large ? [10_000_000] : []),
            buyers: buyers,
            seconds: options.seconds
        )
        try await BenchShop.open(options.path) { try await ScaleBench($0, plan).run() }
    }
}
