import Models
import ServiceKit
import TestSupport
import Testing

@Suite("A caller who asks too often")
struct LimitedRequestTests {
    private static let settings = [
        "http.address.rate.max": "3", "http.shopper.rate.max": "2", "http.staff.rate.max": "4",
        "http.rate.burst.seconds": "1",
    ]

    /// The first answers up to the first refusal, of at most a hundred.
    private func ask(_ service: TestService, as caller: TestCaller) async throws -> [HTTPAnswer] {
        var answers: [HTTPAnswer] = []
        while answers.count < 100, answers.last?.status != 429 {
            answers.append(try await service.send(.get, "/v1/notes", as: caller))
        }
        return answers
    }

    @Test(
        "is refused with 429, told how long to wait, and served again after that",
        arguments: [(TestCaller.anonymous, "address", 3), (.guest("g"), "shopper", 2), (.administrator, "staff", 4)]
    )
    func refused(caller: TestCaller, group: String, rate: Int) async throws {
        try await SampleService.with(settings: Self.settings) { service in
            let answers = try await ask(service, as: caller)
            let refusal = try #require(answers.last)

            #expect(answers.count > rate)
            #expect(answers.dropLast().allSatisfy { $0.status == 200 })
            #expect(refusal.status == 429)
            #expect(refusal.header("content-type") == "application/problem+json")
            #expect(refusal.problemType == "/problems/too-many-requests")
            #expect(refusal.header("retry-after") == "1")
            #expect(refusal.header("ratelimit-policy") == "\"\(group)\";q=\(rate);w=1")
            #expect(refusal.header("ratelimit") == "\"\(group)\";r=0;t=1")

            try await eventually { try await service.send(.get, "/v1/notes", as: caller).status == 200 }
            let metrics = try await service.send(.get, "/metrics").text
            #expect(!metrics.contains("emporia_http_rate_limited_total{limit=\"\(group)\"} 0\n"))
        }
    }

    @Test("takes nothing from others, nor from services, nor from who asks whether it lives")
    func others() async throws {
        try await SampleService.with(settings: Self.settings) { service in
            let loud = [
                try await ask(service, as: .customer(CustomerID())), try await ask(service, as: .anonymous),
            ]
            let quiet = try await service.send(.get, "/v1/notes", as: .customer(CustomerID()))
            let health = try await service.send(.get, "/livez")
            let peer = try await ask(service, as: .service(.payment))

            #expect(loud.map(\.last?.status) == [429, 429])
            #expect(quiet.status == 200)
            #expect(health.status == 200)
            #expect(peer.allSatisfy { $0.status == 200 })
        }
    }

    @Test("with tokens that are not valid counts as the address that they come from")
    func forgedTokens() async throws {
        let settings = Self.settings.merging(["http.rate.burst.seconds": "20"]) { $1 }
        try await SampleService.with(settings: settings) { service in
            var statuses: [Int] = []
            while statuses.count < 200, statuses.last != 429 {
                let forged = TestCaller.token("forged-\(statuses.count)")
                statuses.append(try await service.send(.get, "/v1/notes", as: forged).status)
            }

            #expect(statuses.count > 60)
            #expect(Set(statuses) == [401, 429])
            // Of the 60 that the address may send at once it has no 30 left.
            #expect(try await ask(service, as: .anonymous).count < 30)
        }
    }

    @Test("is told apart from others behind the same proxy, and can't choose another address")
    func proxies() async throws {
        let settings = Self.settings.merging(["http.proxies": "1"]) { $1 }
        try await SampleService.with(settings: settings) { service in
            func status(from forwarded: String) async throws -> Int {
                try await service.send(.get, "/v1/notes", headers: [("X-Forwarded-For", forwarded)]).status
            }
            var statuses: Set<Int> = []
            for number in 0..<100 { statuses.insert(try await status(from: "10.0.0.\(number), 192.0.2.1")) }

            #expect(statuses == [200, 429])
            #expect(try await status(from: "192.0.2.2") == 200)
        }
    }

    @Test("can't be given no rate at all")
    func settings() async throws {
        for setting in Self.settings.keys {
            await #expect(throws: ServiceConfiguration.Invalid.self) {
                try await SampleService.with(settings: [setting: "0"]) { _ in }
            }
        }
    }
}
