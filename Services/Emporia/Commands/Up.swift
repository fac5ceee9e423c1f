import ArgumentParser
import Foundation
import Glibc
import Models
import ServiceKit
import UnixSignals

/// Starts the whole shop and keeps it running until Ctrl-C.
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Start the whole shop; Ctrl-C stops it.")

    @OptionGroup var state: StateOptions
    @Flag(help: "Forget everything that an earlier shop in this folder kept.") var fresh = false
    @Flag(help: "Start with an empty shop.") var empty = false

    func run() async throws {
        let folder = try state.folder()
        guard let lock = FolderLock(folder) else {
            throw ValidationError("A shop is already running in \(folder.root.path); `emporia down` stops it.")
        }
        defer { lock.release() }
        // From here on Ctrl-C and SIGTERM are heard, so that nothing started below is ever left behind.
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        if fresh { try forget(folder) }
        let shop = try LocalShop(folder)
        let runner = ShopRunner(shop)
        let interrupted = Task { for await _ in signals { return } }
        defer { shop.postgres.stop() }
        do {
            try await runner.run(until: interrupted) {
                Terminal.step("Postgres in \(shop.postgres.folder.path)")
                try shop.startDatabase()
                try await runner.start()
                if !empty { try await Seeder(shop).run() }
                try announce(shop, runner)
            }
        } catch {
            Terminal.bad("\(error)")
            await runner.stop()
            throw ExitCode.failure
        }
        Terminal.step("stopping")
        await runner.stop()
    }

    private func forget(_ folder: StateFolder) throws {
        try LocalPostgres(folder).delete()
        for name in ["postgres-port", "journal.jsonl", "keys", "seeded", "shop.json"] { folder.remove(name) }
    }

    private func announce(_ shop: LocalShop, _ runner: ShopRunner) throws {
        try shop.state.write(ShopAddress(shop).text, to: "shop.json")
        Terminal.say("")
        for process in runner.processes {
            Terminal.good(
                "\(process.name.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)) \(shop.url(of: process.name))"
            )
        }
        Terminal.say(
            """

            The shop is open. In another terminal:
              curl '\(shop.url(of: .catalog))/v1/products?q=tea&limit=3'
              emporia token --role administrator     a token to look around with
              make demo                              a purchase, step by step
              emporia check                          every promise, verified from the data
            Ctrl-C closes it; what it holds is kept in \(shop.state.root.path).
            """
        )
    }
}

/// Where a running shop answers, for the commands and scripts of another terminal.
struct ShopAddress {
    let text: String

    init(_ shop: LocalShop) {
        let lines = ServiceName.allCases.map { "  \"\($0.rawValue)\": \"\(shop.url(of: $0))\"" }
        text = "{\n" + lines.joined(separator: ",\n") + ",\n  \"emporia\": \(getpid())\n}\n"
    }
}
