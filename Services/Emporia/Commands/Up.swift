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
    @Flag(help: "Give each schema a Postgres server of its own; of a shop that is made now.") var separate = false
    @Flag(help: "Listen on any free ports, so that shops opened at the same time don't want the same.") var freePorts =
        false

    func run() async throws {
        let folder = try state.folder()
        guard let lock = FolderLock(folder) else {
            throw ValidationError("A shop is already running in \(folder.root.path); `emporia down` stops it.")
        }
        defer { lock.release() }
        // From here on Ctrl-C and SIGTERM are heard, so that nothing started below is ever left behind.
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        if fresh { try forget(folder) }
        let ports = freePorts ? try Ports.free(for: ServiceName.allCases) : [:]
        let shop = try LocalShop(folder, ports: ports, servers: separate ? .separate : .shared)
        let runner = ShopRunner(shop)
        let interrupted = Task { for await _ in signals { return } }
        defer { shop.servers.stop() }
        do {
            try await runner.run(until: interrupted) {
                for server in shop.servers.all { Terminal.step("Postgres in \(server.folder.path)") }
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
        try ShopServers(folder).delete()
        let ports = (["postgres"] + ServiceName.withDatabase.map { "postgres-\($0.rawValue)" }).map { $0 + "-port" }
        for name in ["servers", "journal.jsonl", "keys", "seeded", "shop.json"] + ports { folder.remove(name) }
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
