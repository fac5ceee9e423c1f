import JSON
import Models
import Synchronization
import TestSupport
import Testing

@testable import ServiceKit

@Suite("Calls that are made at the same moment", .timeLimit(.minutes(5)))
struct BatchTests {
    @Test("travel as one request, and each is answered by its own route")
    func travelTogether() async throws {
        try await Self.withThings { service in
            let client = Self.client(at: service.url, service.client)
            var rounds = 0
            try await eventually {
                rounds += 1
                let answers = try await Self.ask(client, (0..<40).map { "/v1/things/\($0)" } + ["/v1/nothing"])
                #expect(answers["/v1/things/7"]?.problemType == "/problems/unlucky")
                #expect(answers["/v1/nothing"]?.status == 404)
                #expect(answers.values.count { $0.status == 200 } == 39)
                let twelfth: String? = try answers["/v1/things/12"]?.decode()
                #expect(twelfth == "12 from order")
                return try await Self.counted("POST", "/v1/calls", 200, at: service) > 0
            }
            #expect(try await Self.counted("PUT", "/v1/things/{id}", 200, at: service) == 39 * rounds)
            #expect(try await Self.counted("PUT", "/v1/things/{id}", 409, at: service) == rounds)
            #expect(try await Self.counted("POST", "/v1/calls", 200, at: service) < 41 * rounds)
        }
    }

    @Test("are each tried again when the answer to all of them is lost, which counts as one failure of the peer")
    func retries() async throws {
        let calls = Atomic(0)
        let lost = Atomic(0)
        let server = try LoopbackServer { request in
            let count = Self.count(in: request)
            // Retries are a tenth of the calls so far; the circuit opens after ten failures in a row.
            let isDue = calls.add(count, ordering: .relaxed).newValue > 400 && count >= 12
            if isDue, lost.compareExchange(expected: 0, desired: count, ordering: .relaxed).exchanged {
                // Not before its first byte, or libcurl would send the request again by itself.
                return .breakOff
            }
            return Self.answers(to: count)
        }
        defer { server.stop() }
        let client = Self.client(at: server.url, try CurlClient())

        try await eventually {
            let answers = try await Self.ask(client, (0..<40).map { "/v1/things/\($0)" })
            #expect(answers.count == 40)
            #expect(!client.isCircuitOpen)
            #expect(answers.values.allSatisfy { $0.status == 200 })
            return lost.load(ordering: .relaxed) > 0
        }
    }

    @Test("have an unknown outcome each, of which the answer says nothing")
    func missingAnswers() async throws {
        let server = try LoopbackServer { request in
            Self.count(in: request) == 1 ? .answer() : Self.answers(to: 2)
        }
        defer { server.stop() }
        let client = Self.client(at: server.url, try CurlClient(), attemptsMax: 1)

        try await eventually {
            let outcomes = await withTaskGroup(of: PeerError?.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        do {
                            _ = try await client.put("/v1/things/\(number)", [number], context: .background())
                            return nil
                        } catch {
                            return error as? PeerError
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let errors = outcomes.compactMap(\.self)
            #expect(errors.allSatisfy { $0.mayHaveTakenEffect })
            return !errors.isEmpty
        }
    }

    @Test("go alone to a peer of a release that knows no batches, or none of this form", arguments: [404, 422])
    func olderPeer(refusal: Int) async throws {
        let server = try LoopbackServer { request in
            request.path == "/v1/calls" ? .answer(status: refusal) : .answer(body: Array("1".utf8))
        }
        defer { server.stop() }
        let client = Self.client(at: server.url, try CurlClient())

        try await eventually {
            let answers = try await Self.ask(client, (0..<40).map { "/v1/things/\($0)" })
            #expect(answers.values.allSatisfy { $0.status == 200 })
            return server.received.contains { $0.path == "/v1/calls" }
        }
    }

    @Test("are refused one by one: card data, routes for others, paths that mean two things, deadlines that are over")
    func refusesOneByOne() async throws {
        try await Self.withThings { service in
            let answer = try await Self.batch(
                [
                    Self.call(),
                    Self.call(body: #"{"note":"4111 1111 1111 1111"}"#),
                    Self.call(path: "/v1/payments-only"),
                    Self.call(path: "/v1/things/1?x=1"),
                    Self.call(path: "/v1//things/1"),
                    Self.call(path: "v1/things/1"),
                    Self.call(body: "\"\(String(repeating: "x", count: 1 << 20))\""),
                ],
                to: service
            )
            let late = try await Self.batch([Self.call(deadline: 0)], to: service)

            #expect((0..<7).map { answer["items/\($0)/status"] } == ["200", "422", "403", "404", "404", "404", "413"])
            #expect(late["items/0/status"] == "408" || late["items/0/body/type"] == "/problems/outcome-unknown")
        }
    }

    @Test("find as much room as there is, and are told when to come again")
    func countsEach() async throws {
        let gate = Gate()
        try await Self.withThings(settings: ["http.concurrency.max": "7"], gate: gate) { service in
            async let answer = Self.batch((0..<20).map { _ in Self.call(path: "/v1/held") }, to: service)
            // The batch is one of the seven.
            try await eventually { try await Self.counted("PUT", "/v1/held", 503, at: service) == 14 }
            await gate.open()

            let crowd = try await answer
            let statuses = (0..<20).map { crowd["items/\($0)/status"] }
            #expect(statuses.count { $0 == "204" } == 6)
            let refused = try #require(statuses.firstIndex(of: "503"))
            #expect(crowd["items/\(refused)/retryAfter"] == "1")
        }
    }

    @Test("are each answered when they are done, whatever the others take")
    func waitForNobody() async throws {
        let gate = Gate()
        try await Self.withThings(gate: gate) { service in
            let answers = AnswersSoFar()
            let calls = [Self.call(), Self.call(path: "/v1/held"), Self.call()]
            async let end: Void = Self.send(calls, to: service, answers)
            try await eventually { answers.statuses == [0: 200, 2: 200] }
            await gate.open()
            try await end

            #expect(answers.statuses == [0: 200, 1: 204, 2: 200])
            #expect(answers.all.withLock { $0.count } == 3)
        }
    }

    @Test("reach their callers as each is answered")
    func reachCallers() async throws {
        let gate = Gate()
        try await Self.withThings(gate: gate) { service in
            let client = Self.client(at: service.url, service.client, attemptTimeoutSeconds: 15)
            try await withThrowingTaskGroup(of: Int.self) { group in
                var rounds = 0
                try await eventually {
                    rounds += 1
                    group.addTask {
                        try await client.put("/v1/held", ["a"], context: .background(timeoutSeconds: 60)).status
                    }
                    #expect(try await Self.ask(client, (0..<40).map { "/v1/things/\($0)" }).count == 40)
                    return try await Self.counted("POST", "/v1/calls", 200, at: service) > 0
                }
                await gate.open()
                let held = try await group.reduce(into: []) { $0.append($1) }
                #expect(held == Array(repeating: 204, count: rounds))
            }
        }
    }

    @Test("have an unknown outcome each when their time is nearly over, and the others theirs")
    func patience() async throws {
        let gate = Gate()
        try await Self.withThings(gate: gate) { service in
            let held = [500, 60_000, 1_000].map { Self.call(path: "/v1/held", deadline: $0) }
            let answers = AnswersSoFar()
            async let end: Void = Self.send([Self.call()] + held, to: service, answers)
            try await eventually { answers.statuses == [0: 200, 1: 503, 3: 503] }
            await gate.open()
            try await end

            #expect(answers.statuses == [0: 200, 1: 503, 2: 204, 3: 503])
            let unknown = answers.all.withLock { $0.first { $0.place == 1 }?.body } ?? []
            #expect(HTTPAnswer(status: 503, body: unknown)["type"] == "/problems/outcome-unknown")
            try await eventually { try await Self.counted("PUT", "/v1/held", 204, at: service) == 3 }
        }
    }

    @Test("are taken from services of the call graph alone, up to 64 at once")
    func admitsServices() async throws {
        try await Self.withThings { service in
            let batches: [(calls: [String], caller: TestCaller, status: Int)] = [
                ([Self.call()], .service(.payment), 403),
                ([Self.call()], .administrator, 403),
                ([], .service(.order), 422),
                ((0..<64).map { _ in Self.call() }, .service(.order), 200),
                ((0..<65).map { _ in Self.call() }, .service(.order), 422),
                ([Self.call(trace: "00-0-0-0")], .service(.order), 422),
            ]
            for (calls, caller, status) in batches {
                let answer = try await Self.batch(calls, to: service, as: caller)
                #expect(answer.status == status, "\(calls.count) of \(caller)")
            }
        }
    }
}
