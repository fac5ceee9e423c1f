import ArgumentParser
import Foundation

/// Shoppers who come at their own times and do what a file says.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Let shoppers browse, search, fill baskets, check out and track, and hold their waiting to limits.",
        discussion: """
            Open loop: an action begins when it is meant to, and its time counts from there. Ends with 1 when a \
            threshold of the mix is broken. Without --url the shop is the one that runs on this machine.
            """
    )

    @Argument(help: "A file that says what shoppers do; see Tests/Load/mixes.") var mix: String
    @Option(help: "Actions a second, of all workers together.") var rate = 50.0
    @Option(help: "Seconds to measure.") var seconds = 30.0
    @Option(help: "Seconds before that, which do not count.") var warm = 2.0
    @Option(help: "A base URL, for all services or for one as in order=https://…; may be given again.") var url:
        [String] = []
    @Option(help: "A file with a customer's or guest's token on each line.") var tokens: String?
    @Option(help: "How many processes make the load.") var workers = 1
    @Option(help: .hidden) var worker: Int?
    @OptionGroup var state: StateOptions

    func validate() throws {
        guard rate > 0, (1...86_400).contains(seconds), warm >= 0, (1...64).contains(workers) else {
            throw ValidationError("The load needs a rate above 0, seconds from 1 on, and 1 to 64 workers.")
        }
    }

    func run() async throws {
        let mix = try LoadMix(contentsOf: mix)
        if let worker {
            let tally = try await LoadRun(self, mix, share: worker).run()
            try FileHandle.standardOutput.write(contentsOf: JSONEncoder().encode(tally))
            return
        }
        let tally =
            workers == 1
            ? try await LoadRun(self, mix, share: 0).run() : try await LoadWorkers(count: workers).run()
        Terminal.say(
            "\n\(rate.short) actions a second meant, \(workers) worker\(workers == 1 ? "" : "s"), from the meant beginning\n"
        )
        tally.print(seconds: seconds)
        Terminal.say("")
        let breaches = mix.breaches(in: tally)
        for breach in breaches { Terminal.bad(breach) }
        guard breaches.isEmpty else { throw ExitCode.failure }
        Terminal.good("all \(mix.thresholds.count) thresholds held")
    }
}
