import Testing

@Suite("A simulated payment")
struct PaymentSimulationTests {
    @Test("PAY-02 ends with our books equal to the provider's, whatever got lost, came twice or late")
    func keepsItsPromises() async {
        await Simulation.expectPromisesKept(PaymentWorld.self)
    }

    @Test("is the same again from the same seed", arguments: UInt64(0)..<20)
    func replays(seed: UInt64) {
        let first = Simulation.life(of: seed, in: PaymentWorld.self)
        let second = Simulation.life(of: seed, in: PaymentWorld.self)

        #expect(first.trace == second.trace)
        #expect(first.trace != Simulation.life(of: seed + 1, in: PaymentWorld.self).trace)
    }

    @Test("notices a rule that was broken", arguments: PaymentBug.allCases)
    func notices(bug: PaymentBug) throws {
        try Simulation.expectCaught(bug, by: PaymentWorld.self)
    }
}
