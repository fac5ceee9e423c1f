import ArgumentParser

/// Events from one service's outbox to another's inbox.
struct BenchEvents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Events a second from outbox to inbox, CPU of an event, lag."
    )

    @OptionGroup var options: BenchOptions
    @Option(help: "Events that wait in the outbox at the start of a point.") var events = 200_000
    @Option(help: "Replicas of each side, one point each.", transform: numbers) var replicas = [1, 2]
    @Option(help: "Events a second whose lag is measured.") var rate = 2_000

    func run() async throws {
        let plan = EventsBench.Plan(events: events, replicas: replicas, seconds: options.seconds, rate: rate)
        try await BenchShop.open(options.path) { try await EventsBench($0, plan).run() }
    }
}
