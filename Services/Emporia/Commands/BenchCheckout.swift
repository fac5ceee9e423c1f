import ArgumentParser

/// Orders through all services against the rate at which pgbench does only an order's SQL on the same server.
struct BenchCheckout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkout",
        abstract: "Orders per second and CPU per order, by process, beside pgbench doing the SQL of an order."
    )

    @OptionGroup var options: BenchOptions
    @Option(help: "Buyers at the same time, one point each.", transform: numbers) var buyers = [1, 8, 32, 128]
    @Option(help: "SKUs in the shop.") var skus = 5_000
    @Flag(help: "Print the statements that took most of Postgres' time.") var statements = false

    func run() async throws {
        let plan = CheckoutBench.Plan(
            buyers: buyers,
            seconds: options.seconds,
            skus: skus,
            printsStatements: statements
        )
        try await BenchShop.open(options.path) { try await CheckoutBench($0, plan).run() }
    }
}
