import ServiceKit
import Testing

@testable import EmporiaCommand

@Suite("What an overload says of a shop")
struct OverloadTests {
    private static let times = OverloadRun.Times(lead: 1, measured: 10, recovery: 8)

    private func run(_ samples: [OverloadSample]) -> OverloadRun {
        OverloadRun(factor: 2, times: Self.times, samples: samples)
    }

    /// One that is answered after so many seconds.
    private func sample(
        _ meant: Double,
        taking seconds: Double = 0.01,
        _ fate: OverloadSample.Fate = .placed
    ) -> OverloadSample {
        OverloadSample(meant: meant, begun: meant, ended: meant + seconds, fate: fate)
    }

    @Test("is what was answered while it was measured, whenever that was asked for")
    func goodput() {
        let run = run(
            [
                sample(0.5), sample(0.5, taking: 1), sample(5), sample(10, taking: 0.9), sample(10, taking: 2),
                sample(6, .accepted), sample(7, .shed), sample(8, .shed), sample(12, .shed),
            ]
        )

        #expect(run.placedPerSecond == 0.3)
        #expect(run.acceptedPerSecond == 0.1)
        #expect(run.shedShare == 2.0 / 6)
        #expect(run.offeredPerSecond == 0.6)
        #expect(run.quantile(1, of: .placed)?.rounded() == 1000)
        #expect(run.quantile(1, of: .shed)?.rounded() == 10)
        #expect(run.quantile(1, of: .failed("500")) == nil)
    }

    @Test("counts a failure whenever it happens")
    func failures() {
        let run = run([sample(0.5, .failed("500")), sample(5, .failed("500")), sample(12, .failed("lost"))])

        #expect(run.failures == ["500": 2, "lost": 1])
    }

    @Test("is over when a whole second was as fast as usual, not at the first fast answer")
    func recovery() {
        let after = stride(from: 11.0, to: 19, by: 0.05).map { meant in
            // Slow for 2 s, then one fast half second, then slow until 3.5 s after the end.
            sample(meant, taking: meant < 13 || (13.5..<14.5).contains(meant) ? 1 : 0.01)
        }

        #expect(run(after).recoverySeconds(usualP99: 10) == 3.5)
        #expect(run(after).recoverySeconds(usualP99: 2.5) == nil)
    }

    @Test("goes on while checkouts are refused, however fast")
    func refusals() {
        let after = stride(from: 11.0, to: 19, by: 0.05).map { sample($0, $0 < 12 ? .shed : .placed) }

        #expect(run(after).recoverySeconds(usualP99: 10) == 1)
    }

    @Test(
        "takes a refusal for shed only where it says when to ask again and that nothing was done",
        arguments: [
            (201, nil, "", OverloadSample.Fate.placed),
            (202, nil, "", .accepted),
            (503, "1", "/problems/unavailable", .shed),
            (429, "1", "/problems/too-many-requests", .shed),
            (503, nil, "no", .failed("503 no")),
            (503, "1", "/problems/outcome-unknown", .failed("503 /problems/outcome-unknown")),
            (500, "1", "no", .failed("500 no")),
        ]
    )
    func fates(status: Int, retryAfter: String?, body: String, fate: OverloadSample.Fate) {
        let headers = retryAfter.map { [(name: "retry-after", value: $0)] } ?? []

        #expect(.init(HTTPAnswer(status: status, headers: headers, body: Array(body.utf8))) == fate)
    }
}
