import JSON
import Logging
import Models
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import ServiceKit

/// What the tests' speaker says: the n-th change of a thing.
struct Ticked: EventPayload, Equatable {
    static let type = "test.ticked"
    let thing: String
    let number: Int

    var subject: String { thing }
}

extension Ticked {
    init?(json: JSONNode) {
        let thing: String? = json.required("thing")
        let number: Int? = json.required("number")
        guard let thing, let number else { return nil }
        self.init(thing: thing, number: number)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("thing", thing)
            json.field("number", number)
        }
    }
}

/// A speaker and a hearer, each with a database of its own, and what lies between them.
struct EventWorld: Sendable {
    let speaker: Database
    let hearer: Database
    let outbox = Outbox(source: .order) { _ in [.inventory] }
    let inbox: Inbox
    /// Things whose events the hearer cannot apply just now.
    let poisoned: PoisonedThings

    static func with(_ body: (EventWorld) async throws -> Void) async throws {
        let server = try await TestPostgres.shared()
        try await server.withDatabase(connections: 14, migrations: ServiceKitMigrations.all) { speaker in
            try await server.withDatabase(connections: 8, migrations: ServiceKitMigrations.all) { hearer in
                try await speaker.run("CREATE TABLE things (name text PRIMARY KEY, number bigint NOT NULL)")
                try await hearer.run(
                    "CREATE TABLE heard (place bigint GENERATED ALWAYS AS IDENTITY, thing text, number bigint)"
                )
                try await body(EventWorld(speaker: speaker, hearer: hearer))
            }
        }
    }

    private init(speaker: Database, hearer: Database) {
        let poisoned = PoisonedThings()
        self.speaker = speaker
        self.hearer = hearer
        self.poisoned = poisoned
        inbox = Inbox(
            database: hearer,
            handlers: [
                .on(Ticked.self) { ticked, _, session in
                    try session.run("INSERT INTO heard (thing, number) VALUES (\(ticked.thing), \(ticked.number))")
                    try poisoned.check(ticked)
                }
            ],
            logger: .silent
        )
    }

    /// Runs `body` while relays tell the speaker's events.
    func withRelays(
        _ count: Int = 1,
        settings: OutboxRelay.Settings = .quick,
        sender: EventSender? = nil,
        _ body: () async throws -> Void
    ) async throws {
        let sender = sender ?? EventSender { [inbox] _, events, _ in try await inbox.receive(events) }
        try await withThrowingTaskGroup { group in
            for _ in 0..<count {
                let relay = OutboxRelay(
                    outbox,
                    database: speaker,
                    sender: sender,
                    logger: .silent,
                    settings: settings
                )
                group.addTask { try await relay.run() }
            }
            defer { group.cancelAll() }
            try await body()
        }
    }

    /// Changes a thing under its row's lock, as services do, and says so.
    func tick(_ thing: String, pauseSeconds: Double = 0, rollBack: Bool = false) async throws {
        struct RolledBack: Error {}
        do {
            try await speaker.transaction { [outbox] session in
                let rows = try session.query(
                    """
                    INSERT INTO things (name, number) VALUES (\(thing), 1)
                        ON CONFLICT (name) DO UPDATE SET number = things.number + 1
                    RETURNING number
                    """
                )
                try outbox.append(Ticked(thing: thing, number: try rows[0].get("number")), on: session)
                if pauseSeconds > 0 { _ = try session.query("SELECT pg_sleep(\(pauseSeconds))") }
                if rollBack { throw RolledBack() }
            }
        } catch is RolledBack {}
    }

    /// What the hearer applied, in the order in which it did.
    func heard(_ thing: String? = nil) async throws -> [Ticked] {
        try await hearer.query("SELECT thing, number FROM heard ORDER BY place")
            .map { Ticked(thing: try $0.get("thing"), number: try $0.get("number")) }
            .filter { thing == nil || $0.thing == thing }
    }

    /// Waits until nothing is left to be told.
    func settle(within seconds: Double = 90) async throws {
        try await eventually("the outbox empties", within: seconds) {
            let statistics = try await Outbox.statistics(in: speaker)
            return statistics.unsent == 0 && statistics.waiting == 0
        }
    }
}

/// Lets a test say which events fail at the hearer.
final class PoisonedThings: Sendable {
    struct Poison: Error {}

    private let things = Mutex<Set<String>>([])

    func add(_ thing: String) { things.withLock { _ = $0.insert(thing) } }
    func clear() { things.withLock { $0 = [] } }

    func check(_ ticked: Ticked) throws {
        if things.withLock({ $0.contains(ticked.thing) }) { throw Poison() }
    }
}

extension OutboxRelay.Settings {
    /// Short waits, so that every kind of turn happens often.
    static var quick: OutboxRelay.Settings {
        var settings = OutboxRelay.Settings()
        settings.pollSeconds = 0.05
        settings.leaseSeconds = 0.5
        return settings
    }
}
