import Testing

@Suite("A simulated saga")
struct SagaSimulationTests {
    @Test("ORD-05 XC-08 ends once, with everything done or nothing, through crashes, lost answers and slow instances")
    func keepsItsPromises() async {
        await Simulation.expectPromisesKept(SagaWorld.self)
    }

    @Test("is the same again from the same seed", arguments: UInt64(0)..<20)
    func replays(seed: UInt64) {
        let (first, second) = (
            Simulation.life(of: seed, in: SagaWorld.self), Simulation.life(of: seed, in: SagaWorld.self)
        )

        #expect(first.trace == second.trace)
        #expect(first.trace != Simulation.life(of: seed + 1, in: SagaWorld.self).trace)
    }

    @Test("notices a rule that was broken", arguments: SagaBug.allCases)
    func notices(bug: SagaBug) throws {
        try Simulation.expectCaught(bug, by: SagaWorld.self)
    }
}
