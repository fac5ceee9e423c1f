import Foundation
import Postgres
import TestSupport
import Testing

@Suite("A lost connection", .serialized)
struct RecoveryTests {
    private static let endOthers: SQL = """
        SELECT pg_terminate_backend(pid)
          FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
        """

    /// A database and another connection to it that stands outside.
    private func withTwo<T>(
        connections: Int = 1,
        _ body: (_ database: Database, _ outside: Database) async throws -> T
    ) async throws -> T {
        let server = try await TestPostgres.shared()
        let fresh = try await server.freshDatabase(connections: connections)
        let database = Database(fresh.configuration, logger: .silent)
        let outside = Database(fresh.configuration, logger: .silent)
        try await database.run("CREATE TABLE proof (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0)")
        let result = try await body(database, outside)
        await database.close()
        await outside.close()
        try await fresh.drop()
        return result
    }

    @Test("is not noticed by those who come after it")
    func whileIdle() async throws {
        try await withTwo { database, outside in
            for id in 1...20 {
                try await outside.run(Self.endOthers)

                try await database.run("INSERT INTO proof (id) VALUES (\(id))")
            }

            #expect(try await database.number("SELECT count(*) AS n FROM proof") == 20)
        }
    }

    @Test("without a goodbye is found out before a write is trusted to it")
    func whileIdleUnannounced() async throws {
        try await withProxy { database, proxy, outside in
            for _ in 0..<20 {
                try await database.run("UPDATE proof SET n = n + 1 WHERE id = 0")
                proxy.cutAll()
            }

            #expect(try await outside.number("SELECT n FROM proof WHERE id = 0") == 20)
        }
    }

    @Test("is not noticed in a transaction that has not reached COMMIT")
    func beforeCommit() async throws {
        try await withTwo { database, outside in
            let attempts = Counter()
            let told = Counter()
            let isInside = Counter()
            let isEnded = Counter()

            async let work: Void = database.transaction { session in
                attempts.increment()
                session.onCommit { told.increment() }
                try session.run("INSERT INTO proof (id) VALUES (1)")
                isInside.increment()
                _ = Rendezvous.poll { isEnded.value > 0 }
                try session.run("INSERT INTO proof (id) VALUES (2)")
            }
            try await eventually { isInside.value > 0 }
            try await outside.run(Self.endOthers)
            isEnded.increment()
            try await work

            #expect(attempts.value == 2)
            #expect(told.value == 1)
            #expect(try await database.number("SELECT count(*) AS n FROM proof") == 2)
        }
    }

    @Test("during a write that the server announced to be ended is done again, once")
    func duringWrite() async throws {
        try await withTwo { database, outside in
            async let write = database.run("INSERT INTO proof (id) SELECT 1 FROM pg_sleep(0.5)")
            try await eventually {
                try await outside.number(
                    "SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
                ) == 1
            }
            try await outside.run(Self.endOthers)

            #expect(try await write == 1)
            #expect(try await database.number("SELECT count(*) AS n FROM proof") == 1)
        }
    }

    @Test("is survived as often as the pool has connections, for they may end one after the other")
    func eachInTurn() async throws {
        try await withTwo(connections: 3) { database, _ in
            let attempts = Counter()

            try await database.transaction { session in
                attempts.increment()
                if attempts.value <= 3 { try session.run("SELECT pg_terminate_backend(pg_backend_pid())") }
                try session.run("INSERT INTO proof (id) VALUES (1)")
            }

            #expect(attempts.value == 4)
            #expect(try await database.number("SELECT count(*) AS n FROM proof") == 1)
        }
    }

    @Test("comes to light when it happens again and again")
    func everyTime() async throws {
        try await withTwo { database, _ in
            let attempts = Counter()

            let statement = try await postgresError {
                try await database.run("SELECT pg_terminate_backend(pg_backend_pid())")
            }
            let transaction = try await postgresError {
                try await database.transaction { session in
                    attempts.increment()
                    try session.run("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }

            #expect(statement.isConnectionLost)
            #expect(transaction.isConnectionLost)
            #expect(attempts.value == 2)
            #expect(try await database.number("SELECT 1 AS n") == 1)
        }
    }

    @Test("after COMMIT was sent leaves the outcome unknown, whether it stands or not", arguments: [true, false])
    func unknownCommit(doesStand: Bool) async throws {
        try await withProxy { database, proxy, outside in
            let told = Counter()
            let attempts = Counter()
            proxy.strike(at: "COMMIT\0", doesStand ? .swallowAnswer : .swallowRequest)

            let error = try await postgresError {
                try await database.transaction { session in
                    attempts.increment()
                    session.onCommit { told.increment() }
                    try session.run("INSERT INTO proof (id) VALUES (1)")
                }
            }

            #expect(error.isOutcomeUnknown)
            #expect(proxy.struck.value == 1)
            #expect(attempts.value == 1)
            #expect(told.value == 0)
            #expect(try await outside.number("SELECT count(*) AS n FROM proof WHERE id = 1") == (doesStand ? 1 : 0))
            #expect(try await database.number("SELECT 1 AS n") == 1)
        }
    }

    @Test(
        "after COMMIT took the last statements along leaves their outcome unknown, whatever the closure makes of it",
        arguments: [true, false],
        [true, false]
    )
    func unknownFinish(doesStand: Bool, isReplaced: Bool) async throws {
        try await withProxy { database, proxy, outside in
            let attempts = Counter()
            proxy.strike(at: "COMMIT\0", doesStand ? .swallowAnswer : .swallowRequest)

            let error = try await postgresError {
                try await database.transaction { session in
                    attempts.increment()
                    let rows = try? session.finish(["INSERT INTO proof (id) VALUES (1)"])
                    if rows == nil, isReplaced { throw Refused() }
                }
            }

            #expect(error.isOutcomeUnknown)
            #expect(proxy.struck.value == 1)
            #expect(attempts.value == 1)
            #expect(try await outside.number("SELECT count(*) AS n FROM proof WHERE id = 1") == (doesStand ? 1 : 0))
        }
    }

    @Test("after the answer to COMMIT changes nothing", arguments: [true, false])
    func afterCommit(isFinished: Bool) async throws {
        try await withProxy { database, proxy, outside in
            let told = Counter()
            let attempts = Counter()
            proxy.strike(at: "COMMIT\0", .cutAnswer(after: "COMMIT\0"))

            try await database.transaction { session in
                attempts.increment()
                session.onCommit { told.increment() }
                let statement: SQL = "INSERT INTO proof (id) VALUES (1)"
                if isFinished { _ = try session.finish([statement]) } else { try session.run(statement) }
            }

            #expect(proxy.struck.value == 1)
            #expect(attempts.value == 1)
            #expect(told.value == 1)
            #expect(try await outside.number("SELECT count(*) AS n FROM proof WHERE id = 1") == 1)
        }
    }

    @Test("after a write was sent leaves the outcome unknown, and it is never sent twice", arguments: [true, false])
    func unknownWrite(doesStand: Bool) async throws {
        try await withProxy { database, proxy, outside in
            proxy.strike(at: "UPDATE proof", doesStand ? .swallowAnswer : .swallowRequest)

            let error = try await postgresError { try await database.run("UPDATE proof SET n = n + 1 WHERE id = 0") }

            #expect(error.isOutcomeUnknown)
            #expect(try await outside.number("SELECT n FROM proof WHERE id = 0") == (doesStand ? 1 : 0))
        }
    }

    @Test("after a read was sent is not noticed")
    func lostRead() async throws {
        try await withProxy { database, proxy, _ in
            proxy.strike(at: "SELECT 4", .swallowAnswer)

            let five = try await database.number("SELECT 4 + 1 AS n")

            #expect(five == 5)
            #expect(proxy.struck.value == 1)
        }
    }

    @Test("that is only frozen is given up in time", .timeLimit(.minutes(5)))
    func frozen() async throws {
        try await withProxy { database, proxy, _ in
            proxy.strike(at: "UPDATE proof", .freeze)

            let error = try await postgresError { try await database.run("UPDATE proof SET n = n + 1 WHERE id = 0") }

            #expect(error.isOutcomeUnknown)
            #expect(try await database.number("SELECT n FROM proof WHERE id = 0") == 0)
        }
    }

    private func withProxy(
        _ body: (_ database: Database, _ proxy: FaultProxy, _ outside: Database) async throws -> Void
    ) async throws {
        let server = try await TestPostgres.shared()
        let fresh = try await server.freshDatabase(connections: 1)
        let proxy = try FaultProxy(serverFolder: server.socketFolder)
        var configuration = fresh.configuration
        configuration.conninfo += " host=\(proxy.folder)"
        configuration.statementTimeoutSeconds = 1
        let database = Database(configuration, logger: .silent)
        let outside = Database(fresh.configuration, logger: .silent)
        try await outside.run("CREATE TABLE proof (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0)")
        try await outside.run("INSERT INTO proof VALUES (0)")
        try await body(database, proxy, outside)
        await database.close()
        await outside.close()
        try await fresh.drop()
    }
}

@Suite("A server that goes away", .serialized)
struct ServerAwayTests {
    @Test("and comes back is waited for")
    func restart() async throws {
        let server = try await TestPostgres.serverOfItsOwn()
        let fresh = try await server.freshDatabase(connections: 3)
        let database = Database(fresh.configuration, logger: .silent)
        try await database.run("CREATE TABLE proof (id integer PRIMARY KEY)")

        try server.stop()
        async let waiting = withThrowingTaskGroup(of: Int.self) { group in
            for id in 0..<40 { group.addTask { try await database.run("INSERT INTO proof VALUES (\(id))") } }
            return try await group.reduce(0, +)
        }
        try await eventually { database.statistics.queued == 40 }
        try server.start()

        #expect(try await waiting == 40)
        #expect(try await database.number("SELECT count(*) AS n FROM proof") == 40)
        await database.close()
    }

    @Test("for too long fails those who wait, with nothing done")
    func tooLong() async throws {
        let server = try await TestPostgres.serverOfItsOwn()
        let fresh = try await server.freshDatabase()
        var configuration = fresh.configuration
        configuration.queueTimeoutSeconds = 0.5
        let database = Database(configuration, logger: .silent)
        try server.stop()

        let statement = try await postgresError { try await database.run("SELECT 1") }
        let transaction = try await postgresError { try await database.transaction { try $0.run("SELECT 1") } }

        #expect(statement.isConnectionLost)
        #expect(transaction.isConnectionLost)
        await database.close()
    }

    @Test("by SIGKILL keeps every acknowledged write")
    func crash() async throws {
        let server = try await TestPostgres.serverOfItsOwn(durable: true)
        let fresh = try await server.freshDatabase(connections: 4)
        let database = Database(fresh.configuration, logger: .silent)
        try await database.run("CREATE TABLE proof (id integer PRIMARY KEY)")
        let lastID = Counter()

        let known = try await withThrowingTaskGroup(of: Outcome.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var outcome = Outcome()
                    for _ in 0..<200 {
                        let id = lastID.increment()
                        do {
                            try await database.run("INSERT INTO proof VALUES (\(id))")
                            outcome.acknowledged.insert(id)
                        } catch let error as PostgresError {
                            #expect(error.isOutcomeUnknown || error.isConnectionLost, "\(error)")
                            if !error.isOutcomeUnknown { outcome.refused.insert(id) }
                        }
                    }
                    return outcome
                }
            }
            try await eventually { lastID.value > 300 }
            try server.crash()
            try server.start()
            return try await group.reduce(into: Outcome()) { $0.add($1) }
        }

        let found = try await database.query("SELECT id FROM proof").map { try $0.get("id", as: Int.self) }
        #expect(known.acknowledged.subtracting(found).isEmpty)
        #expect(known.refused.intersection(found).isEmpty)
        #expect(known.acknowledged.count > 300)
        await database.close()
    }

    private struct Outcome {
        var acknowledged: Set<Int> = []
        /// Said to have certainly not been done.
        var refused: Set<Int> = []

        mutating func add(_ other: Outcome) {
            acknowledged.formUnion(other.acknowledged)
            refused.formUnion(other.refused)
        }
    }
}

/// Thrown by a closure.
private struct Refused: Error {}
