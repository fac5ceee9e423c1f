import JSON
import Models
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import ServiceKit

@Suite("Hearing what happened", .timeLimit(.minutes(5)))
struct InboxTests {
    @Test("XC-08 applies an event once however often it comes, at the same time too")
    func appliesOnce() async throws {
        try await EventWorld.with { world in
            let events = (1...20).map { event("thing", $0) }

            try await withThrowingTaskGroup { group in
                for _ in 0..<8 { group.addTask { try await world.inbox.receive(events) } }
                for try await result in group { #expect(result == InboxResult()) }
            }
            _ = try await world.inbox.receive(events + events)

            #expect(try await world.heard().map(\.number) == Array(1...20))
        }
    }

    @Test("refuses an event that cannot be applied, and those of the same thing behind it, by name")
    func rejects() async throws {
        try await EventWorld.with { world in
            world.poisoned.add("bad")
            let events = [event("bad", 1), event("good", 1), event("bad", 2)]

            let result = try await world.inbox.receive(events)

            #expect(result.rejected.map(\.id) == [events[0].id, events[2].id])
            #expect(result.rejected.map(\.waitsFor) == [nil, events[0].id])
            #expect(try await world.heard() == [Ticked(thing: "good", number: 1)])
        }
    }

    @Test("marks an event as heard only together with its effect")
    func marksWithEffect() async throws {
        try await EventWorld.with { world in
            world.poisoned.add("thing")
            let event = event("thing", 1)
            _ = try await world.inbox.receive([event])
            #expect(try await world.hearer.query("SELECT id FROM inbox").isEmpty)

            world.poisoned.clear()
            let result = try await world.inbox.receive([event])

            #expect(result == InboxResult())
            #expect(try await world.heard().count == 1)
        }
    }

    @Test("hands neighbours of one type over together, and each alone when one of them cannot be applied")
    func together() async throws {
        try await EventWorld.with { world in
            let sizes = Mutex<[Int]>([])
            let inbox = Inbox(
                database: world.hearer,
                handlers: [
                    .together(Ticked.self) { ticks, _ in
                        sizes.withLock { $0.append(ticks.count) }
                        for tick in ticks { try world.poisoned.check(tick) }
                    }
                ],
                logger: .silent
            )
            let other = CloudEvent(source: .order, type: "test.other", subject: "a", time: .now, data: Array("{}".utf8))

            _ = try await inbox.receive([event("a", 1), event("b", 1), other, event("a", 2)])
            #expect(sizes.withLock { $0 } == [2, 1])

            world.poisoned.add("bad")
            let result = try await inbox.receive([event("c", 1), event("bad", 1), event("d", 1)])
            #expect(sizes.withLock { $0.dropFirst(2) } == [3, 1, 1, 1])
            #expect(result.rejected.count == 1)
        }
    }

    @Test("records events that nobody here handles")
    func recordsUnknown() async throws {
        try await EventWorld.with { world in
            let unknown = CloudEvent(
                source: .catalog,
                type: "test.unheard",
                subject: "a",
                time: .now,
                data: Array("{}".utf8)
            )

            let result = try await world.inbox.receive([unknown])

            #expect(result == InboxResult())
            let rows = try await world.hearer.query("SELECT type FROM inbox")
            #expect(try rows.map { try $0.get("type", as: String.self) } == ["test.unheard"])
        }
    }

    @Test("refuses a payload that is not what its type says")
    func rejectsBadPayload() async throws {
        try await EventWorld.with { world in
            let bad = CloudEvent(
                source: .order,
                type: Ticked.type,
                subject: "a",
                time: .now,
                data: Array(#"{"thing":7}"#.utf8)
            )

            let result = try await world.inbox.receive([bad, event("b", 1)])

            #expect(result.rejected.map(\.id) == [bad.id])
            #expect(try await world.heard().count == 1)
        }
    }

    @Test("lets the speaker send all of it again when the database is away")
    func passesOnTrouble() async throws {
        try await EventWorld.with { world in
            await world.hearer.close()

            await #expect(throws: PostgresError.closed) { try await world.inbox.receive([event("a", 1)]) }
        }
    }

    @Test("reads a batch from the wire, and its answer is read back the same")
    func roundTrips() async throws {
        try await EventWorld.with { world in
            world.poisoned.add("bad")
            let events = [event("bad", 1), event("bad", 2)]

            let result = try await world.inbox.receive(JSON.encode(events), from: .order)

            #expect(result.rejected.count == 2)
            #expect(try JSON.decode(InboxResult.self, from: JSON.encode(result)) == result)
            await #expect(throws: JSONError.self) { try await world.inbox.receive(Array("{}".utf8), from: .order) }
        }
    }

    @Test("XC-10 refuses a batch with an event that is not its speaker's to tell, and takes nothing of it")
    func refusesForeignEvents() async throws {
        try await EventWorld.with { world in
            let own = event("a", 1)
            let paid = CloudEvent(
                source: .order,
                type: PaymentCaptured.type,
                subject: "a",
                time: .now,
                data: Array("{}".utf8)
            )

            await #expect(throws: Problem.self) { try await world.inbox.receive(JSON.encode([own]), from: .catalog) }
            await #expect(throws: Problem.self) {
                try await world.inbox.receive(JSON.encode([own, paid]), from: .order)
            }
            let before = try await world.heard()
            let result = try await world.inbox.receive(JSON.encode([own]), from: .order)

            #expect(before.isEmpty)
            #expect(result == InboxResult())
            #expect(try await world.heard().count == 1)
        }
    }

    private func event(_ thing: String, _ number: Int) -> CloudEvent {
        CloudEvent(Ticked(thing: thing, number: number), source: .order, sequence: Int64(number))
    }
}
