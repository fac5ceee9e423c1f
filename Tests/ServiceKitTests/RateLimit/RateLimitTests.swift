import Testing

@testable import ServiceKit

@Suite("A rate limit")
struct RateLimitTests {
    private let start = ContinuousClock.now
    private let limit = RateLimit(perSecond: 10, burstSeconds: 2)

    @Test("admits a burst, then refuses and says how long to wait")
    func burst() {
        var caller = Asking(limit, at: start)

        #expect(caller.admitted(of: 25, at: start) == 20)
        #expect(limit.judge(spentUntil: caller.spentUntil, at: start) == .refused(wait: .milliseconds(100)))
    }

    @Test("admits whoever waited as long as was said, and nobody who waited less")
    func wait() {
        var caller = Asking(limit, at: start)
        _ = caller.admitted(of: 20, at: start)

        #expect(caller.admitted(of: 1, at: start + .milliseconds(99)) == 0)
        #expect(caller.admitted(of: 2, at: start + .milliseconds(100)) == 1)
    }

    @Test("admits its rate for ever, and no more than that and one burst in any time", arguments: [5, 10, 11, 40])
    func longRun(asksPerSecond: Int) {
        var caller = Asking(limit, at: start)
        let seconds = 60
        let admitted = (0..<asksPerSecond * seconds).reduce(0) { count, number in
            count + caller.admitted(of: 1, at: start + .seconds(1) * number / asksPerSecond)
        }

        #expect(admitted <= 10 * seconds + 20)
        #expect(admitted >= min(asksPerSecond * seconds, 10 * seconds))
    }

    @Test("does not count refusals against the caller")
    func refusals() {
        var caller = Asking(limit, at: start)
        _ = caller.admitted(of: 1_000, at: start)

        #expect(caller.admitted(of: 25, at: start + .seconds(2)) == 20)
    }

    @Test("saves no more than one burst, however long the caller was quiet")
    func quiet() {
        var caller = Asking(limit, at: start)
        _ = caller.admitted(of: 20, at: start)

        #expect(caller.admitted(of: 100, at: start + .seconds(3_600)) == 20)
    }
}

/// One caller, and what they have used up.
private struct Asking {
    let limit: RateLimit
    var spentUntil: ContinuousClock.Instant

    init(_ limit: RateLimit, at start: ContinuousClock.Instant) {
        self.limit = limit
        spentUntil = start
    }

    mutating func admitted(of requests: Int, at now: ContinuousClock.Instant) -> Int {
        (0..<requests).count { _ in
            guard case .admitted(let until) = limit.judge(spentUntil: spentUntil, at: now) else { return false }
            spentUntil = until
            return true
        }
    }
}
