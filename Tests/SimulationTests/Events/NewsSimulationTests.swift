import Testing

@Suite("Simulated news")
struct NewsSimulationTests {
    @Test("XC-08 are applied once each, in order, through late commits, lost answers, crashes and refusals")
    func keepsItsPromises() async {
        await Simulation.expectPromisesKept(NewsWorld.self)
    }

    @Test("are the same again from the same seed", arguments: UInt64(0)..<20)
    func replays(seed: UInt64) {
        let (first, second) = (
            Simulation.life(of: seed, in: NewsWorld.self), Simulation.life(of: seed, in: NewsWorld.self)
        )

        #expect(first.trace == second.trace)
        #expect(first.trace != Simulation.life(of: seed + 1, in: NewsWorld.self).trace)
    }

    @Test("show a rule that was broken", arguments: NewsBug.allCases)
    func notices(bug: NewsBug) throws {
        try Simulation.expectCaught(bug, by: NewsWorld.self)
    }
}
