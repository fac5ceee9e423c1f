import ArgumentParser

/// What shoppers read, against a static answer of the same server and nginx.
struct BenchRead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Product page, lists, search, availability, basket and order status, as the catalogue grows."
    )

    @OptionGroup var options: BenchOptions
    @Option(help: "Products in the catalogue, one point each, growing.", transform: numbers)
    var products = [5_000, 100_000, 1_000_000]
    @Option(help: "Connections at the same time.") var connections = 32

    func validate() throws {
        guard products == products.sorted(), products.allSatisfy({ $0 >= 1_000 }) else {
            throw ValidationError("--products is a growing list of at least 1000 each.")
        }
    }

    func run() async throws {
        let plan = ReadBench.Plan(products: products, connections: connections, seconds: options.seconds)
        try await BenchShop.open(options.path) { try await ReadBench($0, plan).run() }
    }
}
