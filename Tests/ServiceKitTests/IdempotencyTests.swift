import Models
import ServiceKit
import TestSupport
import Testing

@Suite("An Idempotency-Key")
struct IdempotencyTests {
    private let customer = TestCaller.customer(CustomerID())

    @Test("replays the first answer, headers included, without a second effect")
    func replays() async throws {
        try await SampleService.with { service in
            let first = try await post("hello", key: "a", to: service)
            let second = try await post("hello", key: "a", to: service)

            #expect(first.status == 201)
            #expect(second.status == 201)
            #expect(second.body == first.body)
            #expect(second.header("location") == first.header("location"))
            #expect(second.header("etag") == "\"1\"")
            #expect(try await service.send(.get, "/v1/notes").text == "1")
        }
    }

    @Test("is refused with another body, and is each caller's own")
    func belongsToOneRequest() async throws {
        try await SampleService.with { service in
            _ = try await post("hello", key: "a", to: service)
            let other = try await post("good-bye", key: "a", to: service)
            let someoneElse = try await service.send(
                .post,
                "/v1/notes",
                as: .customer(CustomerID()),
                body: #"{"text":"good-bye"}"#,
                headers: [("Idempotency-Key", "a")]
            )

            #expect(other.status == 422)
            #expect(other.problemType == "/problems/idempotency-key-reused")
            #expect(someoneElse.status == 201)
        }
    }

    @Test("of 32 requests at once has one effect, and all get the same answer")
    func concurrentRequests() async throws {
        try await SampleService.with { service in
            let answers = try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
                for _ in 0..<32 { group.addTask { try await post("hello", key: "a", to: service) } }
                return try await group.reduce(into: [HTTPAnswer]()) { $0.append($1) }
            }

            #expect(answers.allSatisfy { $0.status == 201 })
            #expect(Set(answers.map { $0.header("location") }).count == 1)
            #expect(try await service.send(.get, "/v1/notes").text == "1")
        }
    }

    @Test("of a request that was refused leaves nothing, so that it may be mended")
    func refusedEffect() async throws {
        try await SampleService.with { service in
            let refused = try await post("refuse me", key: "a", to: service)
            let mended = try await post("hello", key: "a", to: service)

            #expect(refused.status == 422)
            #expect(mended.status == 201)
            #expect(try await service.send(.get, "/v1/notes").text == "1")
        }
    }

    @Test("is required, and must be plain", arguments: ["", String(repeating: "a", count: 201), "a b", "ä"])
    func malformedKeys(key: String) async throws {
        try await SampleService.with { service in
            let answer = try await post("hello", key: key, to: service)

            #expect(answer.status == 400)
        }
    }

    private func post(_ text: String, key: String, to service: TestService) async throws -> HTTPAnswer {
        try await service.send(
            .post,
            "/v1/notes",
            as: customer,
            body: #"{"text":"\#(text)"}"#,
            headers: [("Idempotency-Key", key)]
        )
    }
}
