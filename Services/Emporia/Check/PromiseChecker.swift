import Foundation
import Models
import Postgres

/// Runs every promise where all schemas can be read.
struct PromiseChecker: Sendable {
    let server: PostgresConfiguration
    /// The payment provider's, where it can be read.
    let journal: URL?
    /// How many breaches of each promise are named.
    var examples = 3

    init(server: PostgresConfiguration, journal: URL?) {
        var server = server
        server.plans = .byEstimate
        self.server = server
        self.journal = journal
    }

    init(servers: ShopServers, journal: URL) {
        self.init(
            server: PostgresConfiguration(
                conninfo: servers.overviewConnection,
                connections: 2,
                applicationName: "emporia-check",
                statementTimeoutSeconds: 600
            ),
            journal: journal
        )
    }

    /// - Parameters:
    ///   - settleSeconds: How long to wait for events under way, whose absence would look like a breach.
    ///   - patience: For a shop that never settles: how long two services may take to agree.
    func run(settleSeconds: Double, patience: Duration = .zero) async throws -> PromiseReport {
        try await Database.with(server) { database in
            try await settle(database, seconds: settleSeconds)
            return try await report(from: database, patience)
        }
    }

    /// Returns when everything that was said has been heard and done, or after the time given.
    func waitUntilSettled(seconds: Double) async throws {
        try await Database.with(server) { try await settle($0, seconds: seconds) }
    }

    private func report(from database: Database, _ patience: Duration) async throws -> PromiseReport {
        var report = PromiseReport()
        for promise in StockPromises.all + OrderPromises.all + MoneyPromises.all + EventPromises.all {
            let (count, named) = try await promise.check(in: database, patience: patience, examples: examples)
            report.add(promise.id, promise.sentence, broken: count, named)
        }
        guard let journal else {
            report.note = "The books were not compared with the provider's journal, which is not here."
            return report
        }
        let differences = try await ProviderJournal(contentsOf: journal).differences(in: database)
        report.add(
            "I-6",
            "the books agree with the provider's journal",
            broken: differences.count,
            Array(differences.prefix(examples))
        )
        return report
    }

    private func settle(_ database: Database, seconds: Double) async throws {
        let limit = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < limit, try await !WorkUnderWay(in: database).isSettled {
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
