import Foundation
import Synchronization

/// One worker's share of a load.
struct LoadRun {
    private let command: LoadCommand
    private let mix: LoadMix
    private let share: Int

    /// - Parameter share: Which worker it is, from 0.
    init(_ command: LoadCommand, _ mix: LoadMix, share: Int) {
        self.command = command
        self.mix = mix
        self.share = share
    }

    func run() async throws -> LoadTally {
        let addresses = try LoadAddresses(command.url, state: command.state.folder())
        let shopper = Shopper(try await LoadShop(addresses, mix, tokens: tokens()), mix)
        let perSecond = command.rate / Double(command.workers)
        let seed = UInt64(share + 1)
        _ = await act(shopper, Arrivals(perSecond: perSecond, seconds: command.warm, seed: seed &+ 1_000))
        return await act(shopper, Arrivals(perSecond: perSecond, seconds: command.seconds, seed: seed))
    }

    /// Workers take turns through the tokens, so that two of them seldom shop as the same person.
    private func tokens() throws -> [String] {
        guard let path = command.tokens else { return [] }
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { String($0).trimmed }
        guard !lines.isEmpty else { throw BenchFailure("\(path) holds no token") }
        let own = lines.enumerated().filter { $0.offset % command.workers == share }.map(\.element)
        return own.isEmpty ? lines : own
    }

    private func act(_ shopper: Shopper, _ arrivals: Arrivals) async -> LoadTally {
        let tally = Mutex(LoadTally())
        let chooser = Mutex(SplitMix(seed: UInt64(share + 1) &* 77))
        _ = await Load.open(arrivals) { number, meant in
            let action = mix.action(at: chooser.withLock { Double.random(in: 0..<1, using: &$0) })
            let ending = await shopper.act(action, number: number)
            let milliseconds = (ContinuousClock.now - meant) / .milliseconds(1)
            tally.withLock { $0.add(action, ending, milliseconds: milliseconds) }
            return .done
        }
        return tally.withLock { $0 }
    }
}
