import JSON
import Models
import Synchronization
import TestSupport
import Testing

@testable import ServiceKit

/// Services and clients that travel together, and how they are asked.
extension BatchTests {
    /// A service that order sends batches to.
    static func withThings(
        settings: [String: String] = [:],
        gate: Gate = Gate(),
        _ body: (TestService) async throws -> Void
    ) async throws {
        @Sendable func assemble(_ environment: StatelessEnvironment) -> ServiceDefinition {
            ServiceDefinition(routes: [
                .put("/v1/things/{id}", .services([.order])) { request in
                    let id = try request.parameter("id", as: Int.self)
                    if id == 7 { throw Problem(.conflict, "unlucky", "Unlucky", detail: "Not this one.") }
                    return .ok("\(id) from \(request.caller.service?.rawValue ?? "nobody")")
                },
                .put("/v1/payments-only", .services([.payment])) { _ in .noContent },
                .put("/v1/held", .services([.order])) { _ in
                    await gate.wait()
                    return .noContent
                },
            ])
        }
        try await TestService.withStateless(.inventory, settings: settings, assemble: assemble) { service in
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(service)) } catch { outcome = .failure(error) }
            // Or the service would wait for what is held.
            await gate.open()
            try outcome.get()
        }
    }

    static func client(
        at url: String,
        _ http: CurlClient,
        attemptsMax: Int = 3,
        attemptTimeoutSeconds: Double = 5
    ) -> ServiceClient {
        ServiceClient(
            peer: .inventory,
            baseURL: url,
            transport: http,
            policy: ServiceClient.Policy(
                attemptsMax: attemptsMax,
                attemptTimeoutSeconds: attemptTimeoutSeconds,
                travelTogether: true
            )
        ) {
            try TestIdentity.identity(of: .order).token(for: .inventory)
        }
    }

    static func ask(_ client: ServiceClient, _ paths: [String]) async throws -> [String: PeerResponse] {
        try await withThrowingTaskGroup(of: (String, PeerResponse).self) { group in
            for path in paths {
                group.addTask { (path, try await client.put(path, ["a"], context: .background())) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// Keeps each answer as it comes.
    static func send(_ calls: [String], to service: TestService, _ answers: AnswersSoFar) async throws {
        let token = try TestIdentity.identity(of: .order).token(for: .inventory)
        var call = HTTPCall(
            .post,
            service.url + "/v1/calls",
            headers: [("authorization", "Bearer \(token)")],
            body: Array(#"{"items":[\#(calls.joined(separator: ","))]}"#.utf8)
        )
        call.takeText = { text in
            guard let answer = try? JSON.decode(BatchedAnswer.self, from: text) else { return }
            answers.all.withLock { $0.append(answer) }
        }
        #expect(try await service.client.send(call).body.isEmpty)
    }

    final class AnswersSoFar: Sendable {
        let all = Mutex<[BatchedAnswer]>([])

        var statuses: [Int: Int] {
            Dictionary(all.withLock { $0 }.map { ($0.place, $0.status) }, uniquingKeysWith: { first, _ in first })
        }
    }

    static func counted(
        _ method: String,
        _ route: String,
        _ status: Int,
        at service: TestService
    ) async throws -> Int {
        let labels = #"{method="\#(method)",route="\#(route)",status="\#(status)"}"#
        let lines = try await service.send(.get, "/metrics").text.split(separator: "\n")
        let line = lines.first { $0.hasPrefix("emporia_http_requests_total\(labels)") }
        return line.flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }.map { Int($0) } ?? 0
    }

    static func call(
        path: String = "/v1/things/1",
        body: String = "[]",
        deadline: Int = 5_000,
        trace: String = "\(TraceParent())"
    ) -> String {
        #"{"method":"PUT","path":"\#(path)","requestId":"r-1","traceparent":"\#(trace)","deadlineMs":\#(deadline),"#
            + #""body":\#(body)}"#
    }

    static func batch(
        _ calls: [String],
        to service: TestService,
        as caller: TestCaller = .service(.order)
    ) async throws -> HTTPAnswer {
        let items = calls.joined(separator: ",")
        let answer = try await service.send(.post, "/v1/calls", as: caller, body: #"{"items":[\#(items)]}"#)
        guard answer.header("content-type") == JSONSequence.mediaType else { return answer }
        var bytes = answer.body
        var texts = [String](repeating: "{}", count: calls.count)
        JSONSequence.takeTexts(from: &bytes) { text in
            guard let answer = try? JSON.decode(BatchedAnswer.self, from: text) else { return }
            texts[answer.place] = String(decoding: text, as: UTF8.self)
        }
        #expect(bytes.isEmpty)
        return HTTPAnswer(status: 200, body: Array(#"{"items":[\#(texts.joined(separator: ","))]}"#.utf8))
    }

    /// How many calls a request holds.
    static func count(in request: LoopbackServer.Received) -> Int {
        guard request.path == "/v1/calls" else { return 1 }
        return (try? JSON.parse(request.body))?.child("items")?.elements.count ?? 0
    }

    static func answers(to count: Int) -> LoopbackServer.Reply {
        let texts = (0..<count).map { "\u{1E}{\"place\":\($0),\"status\":200,\"body\":1}\n" }
        return .answer(headers: [("content-type", JSONSequence.mediaType)], body: Array(texts.joined().utf8))
    }
}
