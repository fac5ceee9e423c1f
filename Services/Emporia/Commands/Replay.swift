import ArgumentParser
import Foundation

/// Brings recorded trade into a shop.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring recorded trade into a shop and compare.",
        subcommands: [CompleteJourney.self]
    )
}

/// Replays the tills of the Complete Journey study.
struct CompleteJourney: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replay a year of a grocer's tills and compare the shop's books with the files.",
        discussion: "Repeating it adds nothing. Ends with 1 when file and system differ."
    )

    @Argument(help: "The folder with transactions_h1.csv.gz, transactions_h2.csv.gz and products.csv.gz.") var folder:
        String
    @Option(help: "Only these weeks, as in 1-4.", transform: weekRange) var weeks: ClosedRange<Int>?
    @Option(help: "The shop's folder; .emporia-replay, or .emporia with --running.") var state: String?
    @Flag(help: "Replay into the shop that runs there.") var running = false

    func run() async throws {
        let files = try StudyFiles(folder)
        let usual = running ? try StateOptions.parse([]).path : ".emporia-replay"
        let host = try ReplayHost(StateFolder(state ?? usual), running: running)
        let isEqual = try await host.run { [weeks] in
            let books = ShopBooks(host.shop.postgres)
            let replay = try StudyReplay(files: files, weeks: weeks, shop: StudyShop(host.shop), books: books)
            let isEqual = try await replay.run().isEqual
            await books.close()
            announceMemory(of: host)
            return isEqual
        }
        guard let isEqual else {
            Terminal.bad("interrupted; repeat the command to go on")
            throw ExitCode.failure
        }
        guard isEqual else {
            Terminal.bad("file and system differ")
            throw ExitCode.failure
        }
        Terminal.good("file and system are equal, to the cent")
    }
}

private func announceMemory(of host: ReplayHost) {
    let peaks = ProcessMemory.peaks(of: getpid()) + (host.owner == getpid() ? [] : ProcessMemory.peaks(of: host.owner))
    let texts = peaks.map { "\($0.name) \($0.mebibytes) MiB" }
    Terminal.good("most memory used: " + texts.joined(separator: ", "))
}

/// `1-4`, or a single week.
@Sendable func weekRange(_ text: String) throws -> ClosedRange<Int> {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last else {
        throw ValidationError("\"\(text)\" is no range of weeks such as 1-4.")
    }
    return first...last
}
