import JSON
import Models
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import ServiceKit

@Suite("Telling what happened", .timeLimit(.minutes(5)))
struct OutboxRelayTests {
    @Test("XC-08 loses no event of twelve writers that commit out of order, doubles none and keeps each thing's order")
    func losesNothing() async throws {
        try await EventWorld.with { world in
            try await world.withRelays {
                let end = ContinuousClock.now + .seconds(3)
                try await withThrowingTaskGroup { group in
                    for writer in 0..<12 {
                        group.addTask {
                            while ContinuousClock.now < end {
                                try await world.tick(
                                    "thing-\(writer % 8)",
                                    pauseSeconds: .random(in: 0...0.004),
                                    rollBack: Int.random(in: 0..<10) == 0
                                )
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                try await world.settle()
            }

            try await expectAllHeardInOrder(world)
        }
    }

    @Test("XC-08 keeps order and applies once when two relays take turns, stall and lose answers")
    func survivesTwoRelays() async throws {
        try await EventWorld.with { world in
            struct Lost: Error {}
            let faults = EventSender { [inbox = world.inbox] _, events, _ in
                let kind = Int.random(in: 0..<10)
                if kind == 0 { throw Lost() }
                if kind == 1 { try await Task.sleep(for: .seconds(0.3)) }
                let result = try await inbox.receive(events)
                if kind == 2 { throw Lost() }
                if kind == 3 { try await Task.sleep(for: .seconds(0.3)) }
                return result
            }
            var settings = OutboxRelay.Settings.quick
            settings.leaseSeconds = 0.1
            try await world.withRelays(2, settings: settings, sender: faults) {
                try await withThrowingTaskGroup { group in
                    for writer in 0..<6 {
                        group.addTask { for _ in 0..<60 { try await world.tick("thing-\(writer % 3)") } }
                    }
                    try await group.waitForAll()
                }
                try await world.settle()
            }

            try await expectAllHeardInOrder(world)
        }
    }

    @Test("XC-08 brings a hearer that was away everything in order once it is back")
    func waitsForHearer() async throws {
        try await EventWorld.with { world in
            struct Away: Error {}
            let isUp = Atomic(false)
            let sender = EventSender { [inbox = world.inbox] _, events, _ in
                guard isUp.load(ordering: .relaxed) else { throw Away() }
                return try await inbox.receive(events)
            }
            try await world.withRelays(sender: sender) {
                for number in 0..<300 { try await world.tick("thing-\(number % 7)") }
                try await eventually {
                    let statistics = try await Outbox.statistics(in: world.speaker)
                    return statistics.unsent == 0 && statistics.waiting == 300
                }
                #expect(try await world.heard().isEmpty)

                isUp.store(true, ordering: .relaxed)
                for number in 0..<50 { try await world.tick("thing-\(number % 7)") }
                try await world.settle()
            }

            try await expectAllHeardInOrder(world)
        }
    }

    @Test("XC-08 works off what a hearer missed while new events never stop")
    func catchesUpUnderLoad() async throws {
        try await EventWorld.with { world in
            struct Away: Error {}
            let isUp = Atomic(false)
            let sender = EventSender { [inbox = world.inbox] _, events, _ in
                guard isUp.load(ordering: .relaxed) else { throw Away() }
                return try await inbox.receive(events)
            }
            try await world.withRelays(sender: sender) {
                for number in 0..<300 { try await world.tick("early-\(number % 7)") }
                try await eventually { try await Outbox.statistics(in: world.speaker).waiting == 300 }

                isUp.store(true, ordering: .relaxed)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for writer in 0..<4 {
                        group.addTask {
                            while !Task.isCancelled { try await world.tick("late-\(writer)") }
                        }
                    }
                    try await eventually { try await Outbox.statistics(in: world.speaker).waiting == 0 }
                    group.cancelAll()
                }
            }
        }
    }

    @Test("XC-08 keeps order when the first of several batches is lost")
    func keepsOrderOverBatches() async throws {
        try await EventWorld.with { world in
            struct Lost: Error {}
            let calls = Atomic(0)
            let sender = EventSender { [inbox = world.inbox] _, events, _ in
                if calls.add(1, ordering: .relaxed).newValue == 1 { throw Lost() }
                return try await inbox.receive(events)
            }
            for number in 0..<450 { try await world.tick("thing-\(number % 3)") }

            try await world.withRelays(sender: sender) { try await world.settle() }

            try await expectAllHeardInOrder(world)
        }
    }

    @Test("XC-08 is not held up by an event that its hearer cannot apply, except for the same thing")
    func passesPoison() async throws {
        try await EventWorld.with { world in
            world.poisoned.add("bad")
            try await world.withRelays {
                for _ in 0..<20 {
                    try await world.tick("bad")
                    try await world.tick("good")
                }
                try await eventually { try await world.heard("good").count == 20 }
                #expect(try await world.heard("bad").isEmpty)

                world.poisoned.clear()
                try await world.settle()
            }

            try await expectAllHeardInOrder(world)
        }
    }

    @Test("says nothing of what was rolled back")
    func forgetsRolledBack() async throws {
        try await EventWorld.with { world in
            try await world.tick("thing", rollBack: true)

            #expect(try await Outbox.statistics(in: world.speaker).unsent == 0)
        }
    }

    @Test("puts aside what was refused for three days, with what follows it, and shows both")
    func parks() async throws {
        try await EventWorld.with { world in
            world.poisoned.add("bad")
            try await world.withRelays {
                for _ in 0..<3 { try await world.tick("bad") }
                try await eventually { try await Outbox.statistics(in: world.speaker).waiting == 3 }
                try await world.speaker.run(
                    "UPDATE outbox_retry SET queued_at = now() - interval '73 hours', next_at = now()"
                )
                try await eventually { try await Outbox.statistics(in: world.speaker).parked == 1 }

                world.poisoned.clear()
                try await world.tick("bad")
                try await eventually { try await Outbox.statistics(in: world.speaker).waiting == 3 }
                #expect(try await world.heard().isEmpty)

                try await world.speaker.run("UPDATE outbox_retry SET parked_at = NULL, next_at = now()")
                try await world.settle()
            }

            try await expectAllHeardInOrder(world)
        }
    }

    @Test("goes over HTTP as a CloudEvents batch, in batches of 200 at most")
    func speaksCloudEvents() async throws {
        try await EventWorld.with { world in
            let server = try LoopbackServer { [inbox = world.inbox] request in
                let result = try? await inbox.receive(request.body, from: .order)
                return result.map { .answer(body: JSON.encode($0)) } ?? .answer(status: 500)
            }
            defer { server.stop() }
            let client = ServiceClient(
                peer: .inventory,
                baseURL: server.url,
                transport: try CurlClient(),
                token: { "secret" }
            )
            for _ in 0..<450 { try await world.tick("thing") }

            try await world.withRelays(sender: .http { _ in client }) { try await world.settle() }

            try await expectAllHeardInOrder(world)
            #expect(server.received.allSatisfy { $0.path == "/v1/events" && $0.method == "POST" })
            #expect(
                server.received.allSatisfy { $0.headers["content-type"] == "application/cloudevents-batch+json" }
            )
            let counts = try server.received.map { try JSON.decode([CloudEvent].self, from: $0.body).count }
            #expect(counts == [200, 200, 50])
        }
    }

    /// For each thing exactly the numbers 1, 2, 3 … up to where the speaker is.
    private func expectAllHeardInOrder(_ world: EventWorld) async throws {
        let said = try await world.speaker.query("SELECT name, number FROM things ORDER BY name")
        let heard = Dictionary(grouping: try await world.heard(), by: \.thing).mapValues { $0.map(\.number) }
        #expect(heard.count == said.count)
        for row in said {
            let name = try row.get("name", as: String.self)
            #expect(heard[name] == Array(1...(try row.get("number", as: Int.self))), "\(name)")
        }
    }
}
