import Foundation
import Testing

@testable import EmporiaCommand

@Suite("Arrivals of an open-loop load")
struct ArrivalsTests {
    @Test("come at the rate that was asked for, one after the other, and end with the time")
    func rate() {
        let arrivals = Array(Arrivals(perSecond: 50, seconds: 1_000, seed: 3))

        #expect((49_000...51_000).contains(arrivals.count))
        #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0 < $1 })
        #expect(arrivals.allSatisfy { (0..<1_000).contains($0) })
    }

    @Test("leave gaps like those of people who know nothing of each other")
    func exponentialGaps() {
        let arrivals = Array(Arrivals(perSecond: 10, seconds: 5_000, seed: 4))
        let gaps = zip(arrivals.dropFirst(), arrivals).map { $0 - $1 }

        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        let longer = gaps.count { $0 > mean }

        #expect(abs(variance.squareRoot() / mean - 1) < 0.03)
        #expect(abs(Double(longer) / Double(gaps.count) - exp(-1)) < 0.01)
    }

    @Test("are the same for the same seed, and others for another one")
    func seeds() {
        let first = Array(Arrivals(perSecond: 20, seconds: 10, seed: 1))

        #expect(first == Array(Arrivals(perSecond: 20, seconds: 10, seed: 1)))
        #expect(first != Array(Arrivals(perSecond: 20, seconds: 10, seed: 2)))
    }

    @Test("are none at a rate of 0")
    func none() {
        #expect(Array(Arrivals(perSecond: 0, seconds: 10)).isEmpty)
    }

    @Test("count from when each was meant to begin, however long the ones before take")
    func timesFromTheMeantBeginning() async {
        let arrivals = Arrivals(perSecond: 200, seconds: 0.5, seed: 5)
        let expected = Array(arrivals)

        let started = ContinuousClock.now
        let result = await Load.open(arrivals) { _, meant in
            // Nobody gets an answer before the last was meant to come.
            try? await Task.sleep(until: started + .seconds(1))
            return meant >= started ? .done : .refused("meant before the start")
        }

        var latencies = result.latencies
        #expect(result.done == expected.count)
        #expect(latencies.quantile(1) > 1_000 - (expected.first ?? 0) * 1000 - 50)
        #expect(latencies.quantile(0.001) > 1_000 - (expected.last ?? 0) * 1000 - 50)
    }
}
