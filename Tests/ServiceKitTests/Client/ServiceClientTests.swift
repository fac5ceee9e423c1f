import JSON
import Models
import ServiceKit
import Synchronization
import Testing
import TestSupport

@Suite("Calls to another service", .timeLimit(.minutes(5)))
struct ServiceClientTests {
    @Test("carry token, trace, request id and the time that is left")
    func carriesContext() async throws {
        let server = try LoopbackServer()
        defer { server.stop() }
        let context = CallContext(requestID: "r-1", deadline: .after(seconds: 60))

        _ = try await client(of: server).put("/v1/things/1", ["a"], context: context)

        let headers = try #require(server.received.first?.headers)
        #expect(headers["authorization"] == "Bearer secret")
        #expect(headers["emporia-request-id"] == "r-1")
        #expect(headers["content-type"] == "application/json")
        #expect(try #require(headers["traceparent"].flatMap(TraceParent.init)).traceID == context.trace.traceID)
        let remaining = try #require(headers["emporia-deadline-ms"].flatMap(Int.init))
        #expect((1...60_000).contains(remaining))
    }

    @Test("are tried again only when that does no harm", arguments: HTTPMethod.allCases)
    func retriesIdempotentOnly(method: HTTPMethod) async throws {
        let calls = Atomic(0)
        let server = try LoopbackServer { _ in
            calls.add(1, ordering: .relaxed).newValue == 1 ? .answer(status: 503) : .answer()
        }
        defer { server.stop() }

        let answer = try? await client(of: server).call(method, "/", context: .background())

        #expect(answer?.status == (method.isIdempotent ? 200 : nil))
        #expect(server.received.count == (method.isIdempotent ? 2 : 1))
    }

    @Test("by POST are tried again under an Idempotency-Key")
    func retriesUnderKey() async throws {
        let calls = Atomic(0)
        let server = try LoopbackServer { _ in
            calls.add(1, ordering: .relaxed).newValue == 1 ? .hangUp : .answer()
        }
        defer { server.stop() }

        let answer = try await client(of: server).post("/", ["a"], idempotencyKey: "k-1", context: .background())

        #expect(answer.isSuccess)
        #expect(server.received.map { $0.headers["idempotency-key"] } == ["k-1", "k-1"])
    }

    @Test("whose answer is lost have an unknown outcome, unless they only asked")
    func reportsUnknownOutcome() async throws {
        let server = try LoopbackServer { _ in .hangUp }
        defer { server.stop() }
        let client = try self.client(of: server)

        let onWrite = await #expect(throws: PeerError.self) {
            try await client.post("/", ["a"], context: .background())
        }
        let onRead = await #expect(throws: PeerError.self) { try await client.get("/", context: .background()) }

        #expect(onWrite?.mayHaveTakenEffect == true)
        #expect(onRead?.mayHaveTakenEffect == false)
    }

    @Test("stay unknown when later attempts surely had no effect")
    func keepsUnknownOutcome() async throws {
        let calls = Atomic(0)
        let server = try LoopbackServer { _ in
            calls.add(1, ordering: .relaxed).newValue == 1 ? .answer(status: 502) : .answer(status: 503)
        }
        defer { server.stop() }

        let error = await #expect(throws: PeerError.self) {
            try await client(of: server).delete("/", context: .background())
        }

        #expect(error == .outcomeUnknown(.inventory, reason: "answered 502"))
        #expect(server.received.count == 3)
    }

    @Test("end at their deadline")
    func honoursDeadline() async throws {
        let server = try LoopbackServer { _ in await stall() }
        defer { server.stop() }
        let start = ContinuousClock.now

        await #expect(throws: PeerError.timeout(.inventory)) {
            try await client(of: server, attemptTimeoutSeconds: 30)
                .get("/", context: .background(timeoutSeconds: 0.3))
        }

        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test("leave a stalled peer in time to ask again")
    func leavesStalledPeer() async throws {
        let server = try LoopbackServer { _ in await stall() }
        defer { server.stop() }

        await #expect(throws: PeerError.timeout(.inventory)) {
            try await client(of: server, attemptTimeoutSeconds: 1).get("/", context: .background(timeoutSeconds: 60))
        }

        #expect(server.received.count == 3)
    }

    @Test("may take all the time there is when they are tried only once")
    func waitsForOnlyAttempt() async throws {
        let server = try LoopbackServer { _ in
            try? await Task.sleep(for: .seconds(0.3))
            return .answer()
        }
        defer { server.stop() }

        let answer = try await client(of: server, attemptTimeoutSeconds: 0.05)
            .post("/", ["a"], context: .background(timeoutSeconds: 30))

        #expect(answer.isSuccess)
        #expect(server.received.count == 1)
    }

    @Test("are not sent at all once the deadline has passed")
    func refusesLateCall() async throws {
        let server = try LoopbackServer()
        defer { server.stop() }

        await #expect(throws: PeerError.timeout(.inventory)) {
            try await client(of: server).get("/", context: .background(timeoutSeconds: 0))
        }

        #expect(server.received.isEmpty)
    }

    @Test("don't wait for a Retry-After that lies beyond the deadline")
    func ignoresLateRetryAfter() async throws {
        let server = try LoopbackServer { _ in .answer(status: 429, headers: [("Retry-After", "300")]) }
        defer { server.stop() }

        await #expect(throws: PeerError.overloaded(.inventory, retryAfterSeconds: 300)) {
            try await client(of: server).get("/", context: .background(timeoutSeconds: 60))
        }

        #expect(server.received.count == 1)
    }

    @Test("bring back a definite no as an answer")
    func returnsProblems() async throws {
        let problem = #"{"type":"/problems/out-of-stock","title":"Out of stock","status":409,"detail":"2 left"}"#
        let server = try LoopbackServer { _ in .answer(status: 409, body: Array(problem.utf8)) }
        defer { server.stop() }

        let answer = try await client(of: server).put("/", context: .background())

        #expect(!answer.isSuccess)
        #expect(answer.problemType == "/problems/out-of-stock")
        #expect(answer.problemDetail == "2 left")
        #expect(server.received.count == 1)
    }

    @Test("stop when the peer is down and go on when it is back")
    func breaksAndRecovers() async throws {
        let isUp = Atomic(false)
        let server = try LoopbackServer { _ in isUp.load(ordering: .relaxed) ? .answer() : .hangUp }
        defer { server.stop() }
        let client = try self.client(of: server)

        try await eventually {
            _ = try? await client.post("/", ["a"], context: .background())
            return client.isCircuitOpen
        }
        let received = server.received.count
        await #expect(throws: PeerError.circuitOpen(.inventory)) { try await client.get("/", context: .background()) }
        #expect(server.received.count == received)

        isUp.store(true, ordering: .relaxed)
        try await eventually { (try? await client.get("/", context: .background()))?.isSuccess == true }
        #expect(!client.isCircuitOpen)
    }

    @Test("XC-07 go to the replicas in turn")
    func takesTurns() async throws {
        let servers = try (0..<3).map { _ in try LoopbackServer() }
        defer { for server in servers { server.stop() } }
        let client = try self.client(at: servers.map { $0.url + "/" }.joined(separator: ", "))

        for _ in 0..<12 { _ = try await client.get("/", context: .background()) }

        #expect(servers.map(\.received.count) == [4, 4, 4])
    }

    @Test("XC-07 skip a replica that refuses connections, those that must not be repeated too")
    func skipsAbsent() async throws {
        let gone = try LoopbackServer()
        let present = try LoopbackServer()
        defer { present.stop() }
        gone.stop()
        let client = try self.client(at: "\(gone.url),\(present.url)")

        for _ in 0..<20 { _ = try await client.post("/", ["a"], context: .background()) }

        #expect(present.received.count == 20)
        #expect(!client.isCircuitOpen)
    }

    @Test("XC-07 that one replica may have taken are not given to another behind its back")
    func doesNotRepeat() async throws {
        let servers = try (0..<2).map { _ in try LoopbackServer { _ in .hangUp } }
        defer { for server in servers { server.stop() } }
        let client = try self.client(at: servers.map(\.url).joined(separator: ","))

        let error = await #expect(throws: PeerError.self) {
            try await client.post("/", ["a"], context: .background())
        }

        #expect(error?.mayHaveTakenEffect == true)
        #expect(servers.map(\.received.count).reduce(0, +) == 1)
    }

    private func client(at addresses: String) throws -> ServiceClient {
        ServiceClient(peer: .inventory, baseURL: addresses, transport: try CurlClient(), token: { "secret" })
    }

    private func client(of server: LoopbackServer, attemptTimeoutSeconds: Double = 5) throws -> ServiceClient {
        ServiceClient(
            peer: .inventory,
            baseURL: server.url,
            transport: try CurlClient(),
            policy: ServiceClient.Policy(attemptTimeoutSeconds: attemptTimeoutSeconds),
            token: { "secret" }
        )
    }
}
