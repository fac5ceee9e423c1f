import Postgres
import TestSupport
import Testing

@Suite("The pool of connections", .serialized)
struct PoolTests {
    /// One connection, held by a transaction until `body` releases it or is over.
    private func withBusyConnection(
        _ change: (inout PostgresConfiguration) -> Void = { _ in },
        _ body: (_ database: Database, _ release: () -> Void) async throws -> Void
    ) async throws {
        let fresh = try await TestPostgres.shared().freshDatabase(connections: 1)
        var configuration = fresh.configuration
        change(&configuration)
        let database = Database(configuration, logger: .silent)
        let isHeld = Counter()
        let mayEnd = Counter()
        async let holder: Void = database.transaction { session in
            try session.run("CREATE TABLE proof (id integer)")
            isHeld.increment()
            _ = Rendezvous.poll { mayEnd.value > 0 }
        }
        try await eventually { isHeld.value > 0 }
        let result: Result<Void, any Error>
        do { result = .success(try await body(database) { mayEnd.increment() }) } catch { result = .failure(error) }
        mayEnd.increment()
        try await holder
        await database.close()
        try await fresh.drop()
        try result.get()
    }

    @Test("turns callers away when too many wait")
    func exhausted() async throws {
        try await withBusyConnection {
            $0.queueMax = 3
        } _: { database, _ in
            let waiting = (0..<3).map { _ in Task { try await database.run("SELECT 1") } }
            try await eventually { database.statistics.queued == 3 }

            let error = try await postgresError { try await database.run("SELECT 1") }

            #expect(error == .poolExhausted)
            for caller in waiting { caller.cancel() }
        }
    }

    @Test("lets no caller wait for ever")
    func waitsInVain() async throws {
        try await withBusyConnection {
            $0.queueTimeoutSeconds = 0.3
        } _: { database, _ in
            let error = try await postgresError { try await database.run("SELECT 1") }

            #expect(error == .timeout)
            #expect(database.statistics == PoolStatistics(connections: 1, busy: 1, queued: 0))
        }
    }

    @Test("drops what a cancelled caller had queued")
    func cancelled() async throws {
        try await withBusyConnection { database, _ in
            let caller = Task { try await database.run("INSERT INTO nowhere VALUES (1)") }
            try await eventually { database.statistics.queued == 1 }

            caller.cancel()

            await #expect(throws: CancellationError.self) { try await caller.value }
        }
    }

    @Test("queues nothing for a caller who was cancelled before")
    func cancelledBefore() async throws {
        try await TestPostgres.shared().withDatabase { database in
            try await database.run("CREATE TABLE proof (id integer)")
            let mayAsk = Counter()
            let caller = Task {
                _ = await withCheckedContinuation { continuation in
                    continuation.resume(returning: Rendezvous.poll { mayAsk.value > 0 })
                }
                return try await database.run("INSERT INTO proof VALUES (1)")
            }
            caller.cancel()
            mayAsk.increment()

            await #expect(throws: CancellationError.self) { try await caller.value }
            #expect(try await database.number("SELECT count(*) AS n FROM proof") == 0)
        }
    }

    @Test("finishes what is queued when it closes, and takes nothing more")
    func drains() async throws {
        try await withBusyConnection { database, release in
            let callers = (0..<50).map { id in Task { try await database.run("INSERT INTO proof VALUES (\(id))") } }
            try await eventually { database.statistics.queued == 50 }

            async let closed: Void = database.close()
            try await Task.sleep(for: .milliseconds(100))
            release()
            await closed

            for caller in callers { #expect(try await caller.value == 1) }
            let error = try await postgresError { try await database.run("SELECT 1") }
            #expect(error == .closed)
            #expect(database.statistics == PoolStatistics(connections: 0, busy: 0, queued: 0))
        }
    }

    @Test("opens connections only as they are needed")
    func growsOnDemand() async throws {
        try await TestPostgres.shared().withDatabase(connections: 8) { database in
            #expect(database.statistics.connections == 0)

            try await database.run("SELECT 1")
            #expect(database.statistics.connections == 1)

            try await withThrowingTaskGroup { group in
                for _ in 0..<40 { group.addTask { try await database.run("SELECT pg_sleep(0.05)") } }
                try await group.waitForAll()
            }
            #expect((2...8).contains(database.statistics.connections))
        }
    }

    @Test("works on with those connections that the server grants")
    func crowdedServer() async throws {
        let fresh = try await TestPostgres.shared().freshDatabase(connections: 6)
        let owner = Database(fresh.configuration, logger: .silent)
        try await owner.run("CREATE ROLE crowded LOGIN CONNECTION LIMIT 2")
        var configuration = fresh.configuration
        configuration.conninfo += " user=crowded"
        let database = Database(configuration, logger: .silent)

        let sum = try await withThrowingTaskGroup { group in
            for number in 1...100 {
                group.addTask { try await database.number("SELECT \(number)::integer AS n FROM pg_sleep(0.005)") }
            }
            return try await group.reduce(0, +)
        }

        #expect(sum == 5_050)
        #expect(database.statistics.connections <= 2)
        await database.close()
        try await owner.run("DROP ROLE crowded")
        await owner.close()
        try await fresh.drop()
    }
}
