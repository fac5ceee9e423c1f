import ServiceKit
import Synchronization
import Testing
import TestSupport

@Suite("The HTTP client", .timeLimit(.minutes(5)))
struct CurlClientTests {
    let client: CurlClient

    init() throws {
        client = try CurlClient(answerBytesMax: 1 << 20)
    }

    @Test("carries method, headers and body there and status, headers and body back")
    func exchanges() async throws {
        let server = try LoopbackServer { _ in
            .answer(status: 201, headers: [("ETag", "\"7\""), ("X-Empty", "")], body: Array("made".utf8))
        }
        defer { server.stop() }
        let body = [UInt8]((0..<200_000).map { UInt8(truncatingIfNeeded: $0) })

        let answer = try await client.send(.put, server.url + "/a?b=c", headers: [("x-one", "1")], body: body)

        #expect(answer.status == 201)
        #expect(answer.header("etag") == "\"7\"")
        #expect(answer.header("x-empty")?.isEmpty == true)
        #expect(answer.text == "made")
        let received = try #require(server.received.first)
        #expect(received.method == "PUT")
        #expect(received.path == "/a?b=c")
        #expect(received.headers["x-one"] == "1")
        #expect(received.headers["expect"] == nil)
        #expect(received.body == body)
    }

    @Test("sends an empty body where there is none", arguments: [HTTPMethod.post, .put, .patch])
    func sendsEmptyBody(method: HTTPMethod) async throws {
        let server = try LoopbackServer()
        defer { server.stop() }

        let answer = try await client.send(method, server.url)

        #expect(answer.status == 200)
        #expect(server.received.first?.method == method.rawValue)
        #expect(server.received.first?.headers["content-length"] == "0")
    }

    @Test("reads a large body piece by piece while it goes out")
    func uploads() async throws {
        let server = try LoopbackServer()
        defer { server.stop() }
        let whole = [UInt8]((0..<500_000).map { UInt8(truncatingIfNeeded: $0) })
        let position = Mutex(0)
        var call = HTTPCall(.post, server.url)
        call.upload = HTTPUpload { countMax in
            position.withLock { position in
                let piece = whole[position...].prefix(countMax)
                position += piece.count
                return Array(piece)
            }
        }

        let answer = try await client.send(call)

        #expect(answer.status == 200)
        #expect(server.received.first?.method == "POST")
        #expect(server.received.first?.body == whole)
    }

    @Test("gives an upload up when its source fails")
    func abortsUpload() async throws {
        struct Broken: Error {}
        let server = try LoopbackServer()
        defer { server.stop() }
        var call = HTTPCall(.post, server.url)
        call.upload = HTTPUpload { _ in throw Broken() }

        await #expect(throws: HTTPCallError.self) { try await client.send(call) }

        #expect(server.received.isEmpty)
    }

    @Test("keeps connections for the next call")
    func reusesConnections() async throws {
        let server = try LoopbackServer()
        defer { server.stop() }

        for _ in 0..<20 { _ = try await client.send(.get, server.url) }

        #expect(server.received.count == 20)
        #expect(server.connections == 1)
    }

    @Test("answers each of many calls at once with its own answer")
    func keepsCallsApart() async throws {
        let server = try LoopbackServer { .answer(body: Array($0.path.utf8)) }
        defer { server.stop() }
        let url = server.url

        try await withThrowingTaskGroup { group in
            for number in 0..<200 {
                group.addTask { (number, try await client.send(.get, "\(url)/\(number)").text) }
            }
            for try await (number, text) in group { #expect(text == "/\(number)") }
        }
    }

    @Test("says that nothing was sent when nobody listens")
    func reportsUnreachable() async throws {
        let server = try LoopbackServer()
        server.stop()

        await #expect { try await client.send(.post, server.url) } throws: { error in
            if case .unreachable = error as? HTTPCallError { true } else { false }
        }
    }

    @Test("stops waiting when the time is up, and says that the request was sent")
    func timesOut() async throws {
        let server = try LoopbackServer { _ in await stall() }
        defer { server.stop() }
        let start = ContinuousClock.now

        await #expect(throws: HTTPCallError.timeout(sent: true)) {
            try await client.send(.get, server.url, timeoutSeconds: 0.2)
        }

        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test("cuts the connection when its caller is cancelled")
    func cancels() async throws {
        let server = try LoopbackServer { _ in await stall() }
        defer { server.stop() }

        let call = Task { try await client.send(.get, server.url) }
        try await eventually { server.received.count == 1 }
        call.cancel()

        await #expect(throws: CancellationError.self) { try await call.value }
        try await eventually { server.openConnections == 0 }
    }

    @Test("never sends a request twice that must not repeat, not even when a kept connection breaks")
    func doesNotRepeatByItself() async throws {
        let server = try LoopbackServer { $0.method == "GET" ? .answer() : .hangUp }
        defer { server.stop() }
        _ = try await client.send(.get, server.url)

        await #expect { try await client.send(.post, server.url, body: [1]) } throws: { error in
            if case .answerLost = error as? HTTPCallError { true } else { false }
        }

        #expect(server.received.filter { $0.method == "POST" }.count == 1)
    }

    @Test("refuses an answer that is too large")
    func limitsAnswers() async throws {
        let server = try LoopbackServer { _ in .answer(body: [UInt8](repeating: 0, count: 2 << 20)) }
        defer { server.stop() }

        await #expect(throws: HTTPCallError.answerTooLarge) { try await client.send(.get, server.url) }
    }

    @Test(
        "refuses a header or URL that would begin another",
        arguments: ["a\r\nb: c", "a\nb", "a\0b"]
    )
    func refusesInjection(text: String) async throws {
        await #expect(throws: HTTPCallError.self) {
            try await client.send(.get, "http://127.0.0.1:1/", headers: [("x", text)])
        }
        await #expect(throws: HTTPCallError.self) { try await client.send(.get, "http://127.0.0.1:1/\(text)") }
    }

    @Test("fails what is under way when it is closed, and everything after")
    func closes() async throws {
        let server = try LoopbackServer { _ in await stall() }
        defer { server.stop() }

        let call = Task { try await client.send(.get, server.url) }
        try await eventually { server.received.count == 1 }
        client.close()

        await #expect(throws: HTTPCallError.closed) { try await call.value }
        await #expect(throws: HTTPCallError.closed) { try await client.send(.get, server.url) }
    }
}

/// Never answers; ends when the client goes.
func stall() async -> LoopbackServer.Reply {
    try? await Task.sleep(for: .seconds(60))
    return .hangUp
}
