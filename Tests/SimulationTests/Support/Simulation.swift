import Foundation
import Testing

/// A small world in which everything that may go wrong does, drawn from a seed: the same seed is the same history.
protocol SimulatedWorld: Sendable {
    /// A rule broken on purpose, so that a test shows that the world would notice.
    associatedtype Bug: CaseIterable, Sendable
    /// What happens seldom and must have happened in a good run.
    associatedtype Rarity: CaseIterable, Hashable, Sendable

    init(seed: UInt64, bug: Bug?)
    mutating func run()

    /// What happened, a line each.
    var trace: [String] { get }
    /// The first promise that was broken, said at the step that broke it.
    var breach: String? { get }
    var rarities: Set<Rarity> { get }
}

/// Lives through many seeds and names the one that broke a promise.
///
/// `EMPORIA_SIMULATION_SEEDS` says how many, 2,000 where it is not set; `EMPORIA_SIMULATION_SEED` names a single one,
/// whose whole trace is printed.
enum Simulation {
    static var seeds: Range<UInt64> {
        if let seed = number("EMPORIA_SIMULATION_SEED") { return seed..<seed + 1 }
        return 0..<(number("EMPORIA_SIMULATION_SEEDS") ?? 2000)
    }

    private static var isReplay: Bool { number("EMPORIA_SIMULATION_SEED") != nil }

    /// Every seed keeps every promise, and each rare thing happened at least once.
    static func expectPromisesKept<World: SimulatedWorld>(_ world: World.Type) async {
        let findings = await withTaskGroup(of: Findings<World>.self) { group in
            for share in shares(of: seeds, count: 4) {
                group.addTask { @concurrent in Findings(living: share) }
            }
            return await group.reduce(into: Findings()) { $0.add($1) }
        }

        if let (seed, trace, breach) = findings.first {
            Issue.record("seed \(seed): \(breach)\n\(trace.suffix(60).joined(separator: "\n"))\n\(replay(seed))")
        }
        guard !isReplay else { return }
        let missing = Set(World.Rarity.allCases).subtracting(findings.rarities)
        #expect(missing.isEmpty, "never happened in \(seeds.count) seeds: \(missing)")
    }

    /// The bug is noticed within a few hundred seeds, and the seed that noticed it breaks the same promise again.
    static func expectCaught<World: SimulatedWorld>(_ bug: World.Bug, by world: World.Type) throws {
        let seed = try #require(
            (UInt64(0)..<2000).first { life(of: $0, bug, in: world).breach != nil },
            "\(bug) goes unnoticed"
        )
        let (first, second) = (life(of: seed, bug, in: world), life(of: seed, bug, in: world))

        #expect(first.breach == second.breach)
        #expect(first.trace == second.trace)
    }

    static func life<World: SimulatedWorld>(of seed: UInt64, _ bug: World.Bug? = nil, in world: World.Type) -> World {
        var world = World(seed: seed, bug: bug)
        world.run()
        if isReplay { print(world.trace.joined(separator: "\n")) }
        return world
    }

    private static func replay(_ seed: UInt64) -> String {
        "EMPORIA_SIMULATION_SEED=\(seed) make test-simulation tells all of it."
    }

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
    }

    private static func shares(of seeds: Range<UInt64>, count: UInt64) -> [StrideTo<UInt64>] {
        (0..<count).map { stride(from: seeds.lowerBound + $0, to: seeds.upperBound, by: UInt64.Stride(count)) }
    }
}

/// What came of a share of the seeds.
private struct Findings<World: SimulatedWorld>: Sendable {
    var first: (seed: UInt64, trace: [String], breach: String)?
    var rarities: Set<World.Rarity> = []

    init() {}

    init(living seeds: StrideTo<UInt64>) {
        for seed in seeds {
            let world = Simulation.life(of: seed, in: World.self)
            rarities.formUnion(world.rarities)
            if let breach = world.breach {
                first = (seed, world.trace, breach)
                return
            }
        }
    }

    mutating func add(_ other: Findings) {
        rarities.formUnion(other.rarities)
        guard let found = other.first, found.seed <= first?.seed ?? .max else { return }
        first = found
    }
}
