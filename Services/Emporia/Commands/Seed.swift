import ArgumentParser
import Foundation

/// Fills the shop that runs with the demo goods, as `up` does for a new one.
struct Seed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Fill the running shop with the demo goods.")

    @OptionGroup var state: StateOptions

    func run() async throws {
        let host = try ReplayHost(state.folder(), running: true)
        try await Seeder(host.shop).run()
        Terminal.good("the shop in \(host.shop.state.root.path) is filled")
    }
}
