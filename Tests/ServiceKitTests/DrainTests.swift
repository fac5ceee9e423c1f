import Models
import NIOCore
import NIOPosix
import ServiceKit
import Synchronization
import TestSupport
import Testing

@Suite("Stopping a service")
struct DrainTests {
    @Test("XC-18 loses no request of clients that keep their connections busy")
    func losesNoRequest() async throws {
        try await SampleService.with(settings: ["drain.seconds": "0.5"]) { service in
            let answered = Tally()
            let lost = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<8 {
                    group.addTask { try await Self.keepAsking(service, answered) }
                }
                try await eventually { answered.count >= 100 }
                await service.host.stop()
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }

            #expect(lost == [])
        }
    }

    @Test("XC-18 loses no request of clients that open a connection for each, up to the last that is let in")
    func losesNoNewConnection() async throws {
        let settings = ["drain.seconds": "0", "http.address.rate.max": "1000000"]
        for _ in 0..<3 {
            try await SampleService.with(settings: settings) { service in
                let answered = Tally()
                let lost = try await withThrowingTaskGroup(of: [String].self) { group in
                    for _ in 0..<16 {
                        group.addTask { await Self.keepConnecting(to: service, answered) }
                    }
                    try await eventually { answered.count >= 100 }
                    await service.host.stop()
                    return try await group.reduce(into: []) { $0 += $1 }
                }

                #expect(lost == [])
            }
        }
    }

    @Test("does not wait for connections that were opened in advance", .timeLimit(.minutes(1)))
    func leavesUnused() async throws {
        let settings = ["drain.seconds": "0", "http.idle.seconds": "3600"]
        try await SampleService.with(settings: settings) { service in
            var unused: [any Channel] = []
            for _ in 0..<20 {
                let client = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                unused.append(try await client.connect(host: "127.0.0.1", port: service.host.port).get())
            }

            await service.host.stop()

            for connection in unused { try await connection.closeFuture.get() }
        }
    }

    @Test("says so at /readyz, answers what runs, and ends each connection with its answer")
    func drains() async throws {
        let gate = Gate()
        try await SampleService.with(settings: ["drain.seconds": "0"], gate: gate) { service in
            async let slow = service.send(.get, "/v1/slow")
            await gate.holding(1)
            async let stopped: Void = service.host.stop()
            var ready = try await service.send(.get, "/readyz")
            while ready.status == 200 { ready = try await service.send(.get, "/readyz") }
            await gate.open()

            #expect(ready.status == 503)
            #expect(ready.header("connection") == "close")
            #expect(try await slow.status == 204)
            await stopped
        }
    }

    /// Asks until nobody listens any more, or nobody hears it knock; returns how else it ended.
    private static func keepConnecting(to service: TestService, _ answered: Tally) async -> [String] {
        while true {
            do {
                // What may not be repeated never goes out on a connection that was used before.
                let call = HTTPCall(.get, service.url + "/v1/notes", mayRepeat: false)
                let answer = try await service.client.send(call)
                guard answer.status == 200 else { return ["status \(answer.status)"] }
                answered.add()
            } catch HTTPCallError.unreachable, HTTPCallError.timeout(sent: false) {
                return []
            } catch {
                return ["\(error)"]
            }
        }
    }

    /// Asks until an answer ends the connection, as a load balancer does that then turns to another replica; returns
    /// the requests that went out and were never answered.
    private static func keepAsking(_ service: TestService, _ answered: Tally) async throws -> [String] {
        while true {
            do {
                let answer = try await service.send(.get, "/v1/notes")
                guard answer.status == 200 else { return ["status \(answer.status)"] }
                answered.add()
                if answer.header("connection") == "close" { return [] }
            } catch {
                return ["\(error)"]
            }
        }
    }
}

/// Counts across tasks.
private final class Tally: Sendable {
    private let total = Atomic<Int>(0)

    var count: Int { total.load(ordering: .relaxed) }
    func add() { total.add(1, ordering: .relaxed) }
}
