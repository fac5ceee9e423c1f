import Testing

@testable import ServiceKit

@Suite("The rates of many callers")
struct CallerRatesTests {
    private let start = ContinuousClock.now
    private let limit = RateLimit(perSecond: 2, burstSeconds: 1)

    @Test("are kept apart")
    func apart() {
        var rates = CallerRates()
        let refused = (0..<5).compactMap { _ in rates.admit("loud", limit, at: start) }

        #expect(refused.count == 3)
        #expect(rates.admit("quiet", limit, at: start) == nil)
    }

    @Test("take no more memory than a million callers are given, and hold the loud ones among them")
    func bounded() {
        var rates = CallerRates(capacity: 1_000)
        while rates.admit("loud", limit, at: start) == nil {}
        for number in 0..<1_000_000 { _ = rates.admit(number, limit, at: start) }

        #expect(rates.count == 1_000)
        #expect(rates.admit("loud", limit, at: start) != nil)
    }

    @Test("are forgotten when their time has passed, and make room for others")
    func forgotten() {
        var rates = CallerRates(capacity: 100)
        for number in 0..<100 { _ = rates.admit(number, limit, at: start) }
        let later = start + .seconds(1)
        while rates.admit("loud", limit, at: later) == nil {}

        #expect(rates.count == 1)
        #expect(rates.admit("loud", limit, at: later) != nil)
    }

    @Test("are not searched for what may be forgotten more than once a second")
    func searchedSeldom() {
        var rates = CallerRates(capacity: 100)
        for number in 0..<100 { _ = rates.admit(number, limit, at: start) }
        _ = rates.admit(100, limit, at: start + .milliseconds(499))
        // From here on the hundred might be forgotten.
        _ = rates.admit(101, limit, at: start + .milliseconds(1_000))
        #expect(rates.count == 100)

        _ = rates.admit(102, limit, at: start + .milliseconds(1_499))
        #expect(rates.count == 1)
    }
}
