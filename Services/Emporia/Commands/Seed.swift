import ArgumentParser
import Foundation

/// Fills the shop that runs with the demo goods, as `up` does for a new one.
struct Seed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Fill the running shop with the demo goods.")

    @OptionGroup var state: StateOptions
    @Flag(help: "The services run where EMPORIA_<SERVICE>_URL says; needs EMPORIA_ISSUER_KEY_FILE.")
    var elsewhere = false

    func run() async throws {
        if elsewhere { return try await Seeder(.elsewhere(), state: state.folder()).run() }
        let host = try ReplayHost(state.folder(), running: true)
        try await Seeder(host.shop).run()
        Terminal.good("the shop in \(host.shop.state.root.path) is filled")
    }
}
