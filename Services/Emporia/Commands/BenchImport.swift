import ArgumentParser

/// Products and sales that come in by the hundred thousand.
struct BenchImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract:
            "Rows a second of a Shopify export and of the Complete Journey's sales; memory; going on after a kill."
    )

    @OptionGroup var options: BenchOptions
    @Option(help: "Rows of the Shopify export, a product each.") var rows = 100_000
    @Option(help: "The folder of the Complete Journey's files; without it no sales are measured.") var data: String?
    @Option(help: "Only these weeks of it, as in 1-4; all of them otherwise.", transform: weekRange)
    var weeks: ClosedRange<Int>?

    func validate() throws {
        guard rows >= 4_000 else { throw ValidationError("--rows is at least 4000.") }
    }

    func run() async throws {
        let plan = ImportBench.Plan(rows: rows, study: try data.map { try StudyFiles($0) }, weeks: weeks)
        try await BenchShop.open(options.path) { try await ImportBench($0, plan).run() }
    }
}
