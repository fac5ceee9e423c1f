import ArgumentParser
import Foundation
import Models
import Postgres

/// Verifies every promise from the data alone, never from what a service says of itself.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify every promise of the shop from its data.",
        discussion: "Ends with 1 when a promise is broken, and with 75 when that could not be found out."
    )

    @OptionGroup var state: StateOptions
    @Option(help: "Seconds to wait until everything that was said has been heard.") var settle = 30.0
    @Option(help: "Seconds that two services of a busy shop may take to agree.") var patience = 0.0
    @Option(help: "How many breaches of each promise to name.") var examples = 3
    @Flag(help: "The database is where EMPORIA_DATABASE_URL says.") var elsewhere = false
    @Option(help: "The payment provider's journal, of a shop elsewhere; without it the books stand alone.")
    var journal: String?

    func validate() throws {
        guard (0...100_000).contains(examples) else { throw ValidationError("--examples is from 0 to 100000.") }
        if journal != nil, !elsewhere { throw ValidationError("--journal is for a shop --elsewhere.") }
    }

    func run() async throws {
        let report: PromiseReport
        do {
            report = try await elsewhere ? checkElsewhere() : checkHere()
        } catch {
            Terminal.bad("The promises could not be checked: \(error)")
            throw Self.unchecked
        }
        for line in report.lines { line.isKept ? Terminal.good(line.text) : Terminal.bad(line.text) }
        if let note = report.note { Terminal.say(note) }
        guard report.isClean else { throw ExitCode.failure }
        Terminal.say("Every promise holds.")
    }

    /// EX_TEMPFAIL: nobody is to be woken for a broken promise because a database failed over.
    private static let unchecked = ExitCode(75)

    private func checkHere() async throws -> PromiseReport {
        let folder = try state.folder()
        let servers = try ShopServers(folder)
        let wereRunning = servers.areRunning
        if !wereRunning { try servers.start() }
        defer { if !wereRunning { servers.stop() } }
        try servers.prepareOverview()
        var checker = PromiseChecker(servers: servers, journal: folder.file("journal.jsonl"))
        checker.examples = examples
        return try await checker.run(settleSeconds: wereRunning ? settle : 0, patience: .seconds(patience))
    }

    private func checkElsewhere() async throws -> PromiseReport {
        var checker = PromiseChecker(server: try .elsewhere(), journal: journal.map { URL(filePath: $0) })
        checker.examples = examples
        return try await checker.run(settleSeconds: settle, patience: .seconds(patience))
    }
}
