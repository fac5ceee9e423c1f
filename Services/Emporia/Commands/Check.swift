import ArgumentParser
import Foundation
import Models
import Postgres

/// Verifies every promise from the data alone, never from what a service says of itself.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Verify every promise of the shop from its data.")

    @OptionGroup var state: StateOptions
    @Option(help: "Seconds to wait until everything that was said has been heard.") var settle = 30.0
    @Flag(help: "The database is where EMPORIA_DATABASE_URL says; needs --journal.") var elsewhere = false
    @Option(help: "The payment provider's journal, of a shop elsewhere.") var journal: String?

    func validate() throws {
        if elsewhere != (journal != nil) { throw ValidationError("--elsewhere and --journal belong together.") }
    }

    func run() async throws {
        let report = try await elsewhere ? checkElsewhere() : checkHere()
        for line in report.lines { line.isKept ? Terminal.good(line.text) : Terminal.bad(line.text) }
        guard report.isClean else { throw ExitCode.failure }
        Terminal.say("Every promise holds.")
    }

    private func checkHere() async throws -> PromiseReport {
        let folder = try state.folder()
        let servers = try ShopServers(folder)
        let wereRunning = servers.areRunning
        if !wereRunning { try servers.start() }
        defer { if !wereRunning { servers.stop() } }
        try servers.prepareOverview()
        let checker = PromiseChecker(servers: servers, journal: folder.file("journal.jsonl"))
        return try await checker.run(settleSeconds: wereRunning ? settle : 0)
    }

    private func checkElsewhere() async throws -> PromiseReport {
        let checker = PromiseChecker(server: try .elsewhere(), journal: URL(filePath: journal ?? ""))
        return try await checker.run(settleSeconds: settle)
    }
}

/// What a check found, a line per promise.
struct PromiseReport: Sendable {
    struct Line: Sendable {
        let isKept: Bool
        let text: String
    }

    var lines: [Line] = []
    var isClean: Bool { lines.allSatisfy(\.isKept) }

    mutating func add(_ id: String, _ sentence: String, broken count: Int, _ examples: [String]) {
        let head = id.padding(toLength: 7, withPad: " ", startingAt: 0) + sentence
        let tail = examples.map { "\n          \($0)" }.joined()
        lines.append(Line(isKept: count == 0, text: count == 0 ? head : "\(head): broken \(count) times\(tail)"))
    }
}

/// Runs every promise where all schemas can be read.
struct PromiseChecker: Sendable {
    let server: PostgresConfiguration
    let journal: URL

    init(server: PostgresConfiguration, journal: URL) {
        self.server = server
        self.journal = journal
    }

    init(servers: ShopServers, journal: URL) {
        server = PostgresConfiguration(
            conninfo: servers.overviewConnection,
            connections: 2,
            applicationName: "emporia-check",
            statementTimeoutSeconds: 600
        )
        self.journal = journal
    }

    /// - Parameter settleSeconds: How long to wait for events under way, whose absence would look like a breach.
    func run(settleSeconds: Double) async throws -> PromiseReport {
        try await Database.with(server) { database in
            try await settle(database, seconds: settleSeconds)
            return try await report(from: database)
        }
    }

    /// Returns when everything that was said has been heard and done, or after the time given.
    func waitUntilSettled(seconds: Double) async throws {
        try await Database.with(server) { try await settle($0, seconds: seconds) }
    }

    private func report(from database: Database) async throws -> PromiseReport {
        var report = PromiseReport()
        for promise in StockPromises.all + OrderPromises.all + MoneyPromises.all + EventPromises.all {
            let (count, examples) = try await promise.check(in: database)
            report.add(promise.id, promise.sentence, broken: count, examples)
        }
        let differences = try await ProviderJournal(contentsOf: journal).differences(in: database)
        report.add(
            "I-6",
            "the books agree with the provider's journal",
            broken: differences.count,
            Array(differences.prefix(3))
        )
        return report
    }

    private func settle(_ database: Database, seconds: Double) async throws {
        let limit = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < limit, try await unsettled(database) > 0 {
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Events unsent or waiting for a hearer, provider calls to be made, sagas at work.
    func unsettled(_ database: Database) async throws -> Int {
        let rows = try await database.query(
            """
            SELECT (SELECT count(*) FROM catalog.outbox WHERE sent_at IS NULL)
                 + (SELECT count(*) FROM inventory.outbox WHERE sent_at IS NULL)
                 + (SELECT count(*) FROM "order".outbox WHERE sent_at IS NULL)
                 + (SELECT count(*) FROM payment.outbox WHERE sent_at IS NULL)
                 + (SELECT count(*) FROM logistics.outbox WHERE sent_at IS NULL)
                 + (SELECT count(*) FROM marketing.outbox WHERE sent_at IS NULL)
                 + (SELECT count(*) FROM "order".outbox_retry WHERE parked_at IS NULL)
                 + (SELECT count(*) FROM payment.outbox_retry WHERE parked_at IS NULL)
                 + (SELECT count(*) FROM logistics.outbox_retry WHERE parked_at IS NULL)
                 + (SELECT count(*) FROM inventory.outbox_retry WHERE parked_at IS NULL)
                 + (SELECT count(*) FROM payment.payments WHERE next_at IS NOT NULL AND action_expires_at IS NULL)
                 + (SELECT count(*) FROM "order".sagas WHERE coalesce(paused_until, '-infinity') < now())
                   AS count
            """
        )
        return try rows.first?.get("count") ?? 0
    }
}
