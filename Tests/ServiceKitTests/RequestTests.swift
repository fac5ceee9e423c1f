import Foundation
import JSON
import Models
import ServiceKit
import TestSupport
import Testing

@Suite("A request")
struct RequestTests {
    @Test("to an unknown path is 404, with an unknown method 405 with Allow")
    func unknownPlaces() async throws {
        try await SampleService.with { service in
            let nowhere = try await service.send(.get, "/v1/nothing")
            let wrongMethod = try await service.send(.delete, "/v1/notes")
            let doubled = try await service.send(.get, "//v1/notes")
            let encoded = try await service.send(.get, "/v1%2fnotes")

            #expect(nowhere.status == 404)
            #expect(nowhere.header("content-type") == "application/problem+json")
            #expect(wrongMethod.status == 405)
            #expect(wrongMethod.header("allow") == "GET, POST")
            #expect(doubled.status == 404)
            #expect(encoded.status == 404)
        }
    }

    @Test("I-18 with a card number for its id gets another id, for ids are logged and sent on")
    func cardForID() async throws {
        try await SampleService.with { service in
            for (id, isTaken) in [("abc-123", true), ("4111111111111111", false), ("4111-1111-1111-1111", false)] {
                let answer = try await service.send(.get, "/v1/nothing", headers: [("Emporia-Request-Id", id)])

                #expect((answer.header("emporia-request-id") == id) == isTaken)
                #expect(answer.text.contains(id) == isTaken)
            }
        }
    }

    @Test("with two Host headers is 400, for a proxy may have gone by the other one")
    func doubledHost() async throws {
        try await SampleService.with { service in
            let end = "Connection: close\r\n\r\n"
            let one = await PlainSocket.exchange(
                "GET /v1/notes HTTP/1.1\r\nHost: a\r\n\(end)",
                withPort: service.host.port
            )
            let two = await PlainSocket.exchange(
                "GET /v1/notes HTTP/1.1\r\nHost: a\r\nHost: b\r\n\(end)",
                withPort: service.host.port
            )

            #expect(one.hasPrefix("HTTP/1.1 200"))
            #expect(two.hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test("whose answers nobody reads ends its connection")
    func unreadAnswers() async throws {
        try await SampleService.with(settings: ["http.request.seconds": "1"]) { service in
            let request = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"

            #expect(
                await PlainSocket.isHungUpOn(
                    asking: String(repeating: request, count: 100),
                    port: service.host.port,
                    withinSeconds: 90
                )
            )
        }
    }

    @Test("whose sender hangs up within the body is the sender's failure, not the service's")
    func brokenBody() async throws {
        try await SampleService.with { service in
            let token = try TestIdentity.tokens.issue(subject: "c", roles: [.customer], lifetimeSeconds: 60)
            await PlainSocket.sendAndHangUp(
                "POST /v1/notes HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\nContent-Length: 9\r\n\r\n{",
                toPort: service.host.port
            )

            let counted = #"emporia_http_requests_total{method="POST",route="/v1/notes",status=""#
            try await eventually { try await service.send(.get, "/metrics").text.contains(counted) }
            #expect(try await service.send(.get, "/metrics").text.contains(counted + "400"))
        }
    }

    @Test(
        "with a body that is not strict JSON is 400",
        arguments: [
            "", "{", "{\"text\":\"a\",}", "{\"text\":\"a\",\"text\":\"b\"}", "\u{FEFF}{\"text\":\"a\"}", "[1",
            "{\"text\":\"a\\u0000\"}", String(repeating: "[", count: 65) + String(repeating: "]", count: 65), "nul",
        ]
    )
    func malformedBodies(body: String) async throws {
        try await SampleService.with { service in
            let answer = try await service.send(.post, "/v1/notes", as: .customer(CustomerID()), body: body)

            #expect(answer.status == 400)
            #expect(answer.problemType == "/problems/malformed-json")
        }
    }

    @Test("with bad fields is 422 and lists every one of them")
    func invalidFields() async throws {
        try await SampleService.with { service in
            let answer = try await service.send(
                .post,
                "/v1/notes",
                as: .customer(CustomerID()),
                body: #"{"text": 7, "author": ""}"#
            )
            let unknown = try await service.send(
                .post,
                "/v1/notes",
                as: .customer(CustomerID()),
                body: #"{"text": "a", "colour": "red"}"#
            )

            #expect(answer.status == 422)
            #expect(answer["errors/0/pointer"] == "/text")
            #expect(answer["errors/1/pointer"] == "/author")
            #expect(unknown.status == 422)
            #expect(unknown["errors/0/pointer"] == "/colour")
        }
    }

    @Test("with an unknown or repeated query parameter, or a bad id, is refused")
    func badParameters() async throws {
        try await SampleService.with { service in
            let paths = [
                ("/v1/notes?colour=red", 400), ("/v1/notes?limit=1&limit=2", 400), ("/v1/notes?limit=501", 400),
                ("/v1/notes?limit=%zz", 400), ("/v1/notes/7", 404), ("/v1/notes/%00", 404),
            ]
            for (path, status) in paths {
                let answer = try await service.send(.get, path)

                #expect(answer.status == status, "\(path)")
            }
        }
    }

    @Test("larger than the route takes is 413")
    func largeBodies() async throws {
        try await SampleService.with { service in
            let text = String(repeating: "a", count: Endpoint.bodyLimitBytes + 1)
            let answer = try await service.send(.post, "/v1/notes", as: .customer(CustomerID()), body: text)

            #expect(answer.status == 413)
        }
    }

    @Test("whose deadline has passed is not begun")
    func passedDeadline() async throws {
        try await SampleService.with { service in
            let answer = try await service.send(.get, "/v1/notes", headers: [("Emporia-Deadline-Ms", "0")])

            #expect(answer.status == 408)
        }
    }

    @Test("XC-15 keeps its id and trace, and a failure that nobody expected tells nothing but that id")
    func unexpectedFailure() async throws {
        try await SampleService.with { service in
            let answer = try await service.send(.get, "/v1/broken", headers: [("Emporia-Request-Id", "abc-123")])

            #expect(answer.status == 500)
            #expect(answer.header("emporia-request-id") == "abc-123")
            #expect(answer["instance"] == "abc-123")
            #expect(!answer.text.contains("Unexpected"))
        }
    }

    @Test("PAY-06 with card data is refused by every service and names only the field")
    func cardData() async throws {
        try await SampleService.with { service in
            for body in [#"{"text":"4111 1111 1111 1111"}"#, #"{"text":"a","cvv":"123"}"#] {
                let answer = try await service.send(.post, "/v1/notes", as: .customer(CustomerID()), body: body)

                #expect(answer.status == 422)
                #expect(answer.problemType == "/problems/card-data-refused")
                #expect(!answer.text.contains("4111"))
            }
            #expect(try await service.send(.get, "/v1/notes").text == "0")
        }
    }

    @Test("reading leaves room for what begins something, and neither may crowd out what is under way")
    func precedence() async throws {
        let gate = Gate()
        try await SampleService.with(settings: ["http.concurrency.max": "10"], gate: gate) { service in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...8 { group.addTask { try await service.send(.get, "/v1/slow").status } }
                await gate.holding(8)

                let read = try await service.send(.get, "/v1/notes")
                let begun = try await service.send(.post, "/v1/notes", as: .role(.support), body: #"{"text": "a"}"#)
                await gate.open()

                #expect(read.status == 503)
                #expect(begun.status == 201)
                for try await status in group { #expect(status == 204) }
            }
        }
    }

    @Test("above the limit of requests at once is shed with 503 and Retry-After, and health is still answered")
    func overload() async throws {
        let gate = Gate()
        try await SampleService.with(settings: ["http.concurrency.max": "2"], gate: gate) { service in
            async let first = service.send(.get, "/v1/slow")
            async let second = service.send(.get, "/v1/slow")
            await gate.holding(2)

            let shed = try await service.send(.get, "/v1/notes")
            let health = try await service.send(.get, "/livez")
            await gate.open()

            #expect(shed.status == 503)
            #expect(shed.header("retry-after") == "1")
            #expect(health.status == 200)
            #expect(try await first.status == 204)
            #expect(try await second.status == 204)
        }
    }
}
