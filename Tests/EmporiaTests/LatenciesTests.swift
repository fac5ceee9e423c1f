import Testing

@testable import EmporiaCommand

@Suite("Latencies")
struct LatenciesTests {
    @Test(
        "give the smallest value that a share of them does not exceed",
        arguments: [(0.5, 50.0), (0.99, 99), (1.0, 100), (0.001, 1), (0, 1)]
    )
    func quantiles(share: Double, expected: Double) {
        var latencies = Latencies()
        for value in (1...100).shuffled() { latencies.add(Double(value)) }

        #expect(latencies.quantile(share) == expected)
    }

    @Test("of none are 0")
    func empty() {
        var latencies = Latencies()

        #expect(latencies.quantile(0.99) == 0)
    }

    @Test("of two loads are those of both together")
    func merged() {
        var slow = Latencies()
        var fast = Latencies()
        for value in 1...99 { fast.add(Double(value)) }
        slow.add(1_000)
        _ = fast.quantile(0.5)

        fast.merge(slow)

        #expect(fast.count == 100)
        #expect(fast.quantile(0.99) == 99)
        #expect(fast.quantile(1) == 1_000)
    }
}
