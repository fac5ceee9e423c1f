import Testing

@testable import ServiceKit

@Suite("The circuit breaker")
struct CircuitBreakerTests {
    private let start = ContinuousClock.now

    @Test("opens after failures in a row and refuses until its wait is over")
    func opens() {
        var breaker = opened()

        let admitted = [0, 0.49, 0.5].map { breaker.admit(at: start + .seconds($0)) }

        #expect(admitted == [false, false, true])
    }

    @Test("is not opened by failures between successes")
    func staysClosed() {
        var breaker = CircuitBreaker()

        for _ in 0..<20 {
            for _ in 0..<9 { breaker.record(.failure, at: start) }
            breaker.record(.success, at: start)
        }

        #expect(breaker.state == .closed(failures: 0))
    }

    @Test("lets one call look whether the peer is back, and closes when it is")
    func recovers() {
        var breaker = opened()
        let later = start + .seconds(1)

        let admitted = (0..<3).map { _ in breaker.admit(at: later) }
        breaker.record(.success, at: later)

        #expect(admitted == [true, false, false])
        #expect(breaker.state == .closed(failures: 0))
    }

    @Test("waits longer each time the look fails, two seconds at most")
    func waitsLonger() {
        var breaker = opened()
        var now = start

        for wait in [0.5, 1, 2, 2, 2] {
            now += .seconds(wait)
            let admitted = [now - .milliseconds(1), now].map { breaker.admit(at: $0) }
            breaker.record(.failure, at: now)

            #expect(admitted == [false, true])
        }
    }

    @Test("looks again at once when the one who looked gave up")
    func survivesAbandonedLook() {
        var breaker = opened()
        let later = start + .seconds(1)

        let before = breaker.admit(at: later)
        breaker.record(.abandoned, at: later)
        let after = breaker.admit(at: later)

        #expect([before, after] == [true, true])
    }

    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<10 {
            _ = breaker.admit(at: start)
            breaker.record(.failure, at: start)
        }
        return breaker
    }
}

@Suite("The retry budget")
struct RetryBudgetTests {
    private let start = ContinuousClock.now

    @Test("allows a tenth of the calls to be tried again")
    func limitsShare() {
        var budget = RetryBudget(perSecond: 0, now: start)
        while budget.takeRetry(at: start) {}

        for _ in 0..<100 { budget.recordCall(at: start) }
        let retries = (0..<100).prefix { _ in budget.takeRetry(at: start) }.count

        #expect((9...10).contains(retries))
    }

    @Test("refills a little with time, for those who call seldom")
    func refills() {
        var budget = RetryBudget(now: start)
        while budget.takeRetry(at: start) {}

        let taken = [0.4, 1].map { budget.takeRetry(at: start + .seconds($0)) }

        #expect(taken == [false, true])
    }
}

@Suite("Waiting before another try")
struct BackoffTests {
    @Test(
        "doubles up to its cap and never overflows",
        arguments: [(1, 1.0), (2, 2), (5, 16), (9, 256), (10, 300), (9999, 300)]
    )
    func doubles(failures: Int, seconds: Double) {
        #expect(Backoff(baseSeconds: 1, capSeconds: 300).delaySeconds(afterFailures: failures, random: 1) == seconds)
    }

    @Test("is spread over the whole span")
    func jitters() {
        let backoff = Backoff(baseSeconds: 8, capSeconds: 8)

        #expect(backoff.delaySeconds(afterFailures: 1, random: 0) == 0)
        #expect(backoff.delaySeconds(afterFailures: 1, random: 0.5) == 4)
    }
}

@Suite("Trace context")
struct TraceParentTests {
    @Test("is read back as written, and a child keeps the trace")
    func roundTrips() throws {
        let trace = TraceParent()
        let example = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01"

        #expect(TraceParent(example)?.description == example)
        #expect(TraceParent(trace.description) == trace)
        #expect(trace.child().traceID == trace.traceID)
        #expect(trace.child().spanID != trace.spanID)
    }

    @Test(
        "is refused when it is not valid",
        arguments: [
            "", "00", "00-0-0-01", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7--1",
        ]
    )
    func refusesInvalid(text: String) {
        #expect(TraceParent(text) == nil)
    }
}
