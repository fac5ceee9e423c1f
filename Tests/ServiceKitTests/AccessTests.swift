import Models
import ServiceKit
import TestSupport
import Testing

@Suite("Access")
struct AccessTests {
    @Test("needs a role that the route admits")
    func roles() async throws {
        try await SampleService.with { service in
            let note = #"{"text":"hello"}"#
            let callers: [(TestCaller, Int)] = [
                (.anonymous, 401), (.role(.warehouse), 403), (.role(.support), 201), (.administrator, 201),
                (.service(.payment), 403),
            ]
            for (caller, status) in callers {
                let answer = try await service.send(.post, "/v1/notes", as: caller, body: note)

                #expect(answer.status == status, "\(caller)")
            }
        }
    }

    @Test("of a service is for that service alone")
    func services() async throws {
        try await SampleService.with { service in
            let path = "/v1/notes/\(OrderID())"
            let tag = [(name: "If-Match", value: "\"7\"")]
            let owner = try await service.send(.put, path, as: .service(.payment), headers: tag)
            let neighbour = try await service.send(.put, path, as: .service(.logistics), headers: tag)
            let person = try await service.send(.put, path, as: .administrator, headers: tag)
            let blind = try await service.send(.put, path, as: .service(.payment))

            #expect(owner.text == "7")
            #expect(neighbour.status == 403)
            #expect(person.status == 403)
            #expect(blind.status == 428)
        }
    }

    @Test("by a token that is not one is 401, on open routes too", arguments: ["", "x", "a.b.c", "..", "e30.e30.e30"])
    func malformedTokens(token: String) async throws {
        try await SampleService.with { service in
            let answer = try await service.send(.get, "/v1/notes", as: .token(token))

            #expect(answer.status == 401)
        }
    }
}
