import Postgres
import Synchronization
import TestSupport
import Testing

@Suite("Statements that a transaction sends without waiting for them")
struct SendingTests {
    private func sessionID(_ database: Database) async throws -> Int {
        try await database.query("SELECT pg_backend_pid() AS id")[0].get("id")
    }

    @Test("are done in their order, among those that are waited for, and their answers are nobody else's")
    func order() async throws {
        try await withNumbers { database in
            let seen = try await database.transaction { session in
                try session.send("INSERT INTO numbers (number) VALUES (1)")
                try session.send("INSERT INTO numbers (number) VALUES (2), (3)")
                let touched = try session.run("UPDATE numbers SET number = number * 10")
                try session.send("INSERT INTO numbers (number) VALUES (4)")
                let sums = try session.pipeline(["SELECT sum(number) FROM numbers", "SELECT max(number) FROM numbers"])
                try session.send("INSERT INTO numbers (number) VALUES (5)")
                return try [touched, sums[0][0].get("sum"), sums[1][0].get("max")]
            }

            #expect(seen == [3, 64, 30])
            #expect(try await numbers(database) == [10, 20, 30, 4, 5])
        }
    }

    @Test("that are refused end what comes next, or the COMMIT", arguments: [true, false])
    func refusal(isFollowed: Bool) async throws {
        try await withNumbers { database in
            for _ in 0..<8 {
                let told = Counter()
                let error = try await postgresError {
                    try await database.transaction { session in
                        session.onCommit { told.increment() }
                        try session.send("INSERT INTO numbers (number) VALUES (1)")
                        try session.send("INSERT INTO numbers (number) VALUES (1)")
                        if isFollowed { try session.run("INSERT INTO numbers (number) VALUES (2)") }
                    }
                }
                #expect(error.isUniqueViolation)
                #expect(told.value == 0)
            }

            #expect(try await numbers(database).isEmpty)
        }
    }

    @Test("are undone when the closure throws, refused or not", arguments: [true, false])
    func closureThrows(isRefused: Bool) async throws {
        try await withNumbers { database in
            let session = try await sessionID(database)
            for _ in 0..<8 {
                await #expect(throws: Refused.self) {
                    try await database.transaction { session in
                        try session.send("INSERT INTO numbers (number) VALUES (1)")
                        if isRefused { try session.send("INSERT INTO numbers (number) VALUES (1)") }
                        throw Refused()
                    }
                }
            }

            #expect(try await numbers(database).isEmpty)
            #expect(try await sessionID(database) == session, "a good connection was thrown away")
        }
    }

    @Test("are undone with the savepoint that they were sent in, and only with it")
    func savepoints() async throws {
        try await withNumbers { database in
            try await database.transaction { session in
                try session.send("INSERT INTO numbers (number) VALUES (1)")
                #expect(throws: PostgresError.self) {
                    try session.savepoint { inner in
                        try inner.send("INSERT INTO numbers (number) VALUES (2)")
                        try inner.send("INSERT INTO numbers (number) VALUES (1)")
                    }
                }
                #expect(throws: Refused.self) {
                    try session.savepoint { inner in
                        try inner.send("INSERT INTO numbers (number) VALUES (3)")
                        throw Refused()
                    }
                }
                try session.savepoint { inner in try inner.send("INSERT INTO numbers (number) VALUES (4)") }
            }

            #expect(try await numbers(database) == [1, 4])
        }
    }

    @Test("are undone with a savepoint whose body threw before their refusal was read")
    func savepointThrows() async throws {
        try await withNumbers { database in
            try await database.transaction { session in
                try session.send("INSERT INTO numbers (number) VALUES (1)")
                #expect(throws: Refused.self) {
                    try session.savepoint { inner in
                        try inner.send("INSERT INTO numbers (number) VALUES (1)")
                        throw Refused()
                    }
                }
                try session.run("INSERT INTO numbers (number) VALUES (2)")
            }

            #expect(try await numbers(database) == [1, 2])
        }
    }

    @Test("are done again when the server said goodbye before them, for then nothing was committed")
    func goodbye() async throws {
        try await withNumbers { database in
            let attempts = Counter()
            try await database.transaction { session in
                if attempts.increment() == 1 { try session.send("SELECT pg_terminate_backend(pg_backend_pid())") }
                try session.send("INSERT INTO numbers (number) VALUES (1)")
            }

            #expect(attempts.value == 2)
            #expect(try await numbers(database) == [1])
        }
    }

    @Test("may be many and large, with answers that nobody reads meanwhile")
    func many() async throws {
        try await withNumbers { database in
            let text = String(repeating: "x", count: 100_000)
            try await database.transaction { session in
                for number in 0..<200 {
                    try session.send("INSERT INTO numbers (number) SELECT \(number) RETURNING \(text)::text")
                }
            }

            #expect(try await numbers(database).count == 200)
        }
    }

    @Test("with a value that cannot be sent leave the connection usable")
    func encoding() async throws {
        try await withNumbers { database in
            for _ in 0..<8 {
                let error = try await postgresError {
                    try await database.transaction { session in
                        try session.send("INSERT INTO numbers (number) VALUES (1)")
                        try session.send("SELECT \("\0")::text")
                    }
                }
                #expect(error.isEncoding)
            }

            #expect(try await numbers(database).isEmpty)
        }
    }

    enum Following: CaseIterable {
        case nothing, statement, swallowedStatement
    }

    @Test("whose answer is not what it must be undo all, whatever comes behind", arguments: Following.allCases)
    func checks(following: Following) async throws {
        try await withNumbers { database in
            let told = Counter()
            await #expect(throws: Refused.self) {
                try await database.transaction { session in
                    session.onCommit { told.increment() }
                    try session.send("INSERT INTO numbers (number) VALUES (1)") { rows in
                        guard rows.affected == 2 else { throw Refused() }
                    }
                    try session.send("INSERT INTO numbers (number) VALUES (2)") { _ in }
                    switch following {
                    case .nothing: break
                    case .statement: try session.run("INSERT INTO numbers (number) VALUES (3)")
                    case .swallowedStatement: _ = try? session.run("INSERT INTO numbers (number) VALUES (3)")
                    }
                }
            }

            let left = try await numbers(database)
            #expect(left.isEmpty)
            #expect(told.value == 0)
        }
    }

    @Test("are looked at in their order, and within a savepoint undo only that")
    func checksInSavepoints() async throws {
        try await withNumbers { database in
            let seen = Mutex<[Int]>([])
            let see: @Sendable (Rows) -> Void = { rows in seen.withLock { $0.append(rows.affected) } }
            try await database.transaction { session in
                try session.send("INSERT INTO numbers (number) VALUES (1)", check: see)
                #expect(throws: Refused.self) {
                    try session.savepoint { inner in
                        try inner.send("INSERT INTO numbers (number) VALUES (2), (3)") { rows in
                            see(rows)
                            throw Refused()
                        }
                    }
                }
                try session.send("INSERT INTO numbers (number) VALUES (4), (5), (6)", check: see)
            }

            #expect(seen.withLock { $0 } == [1, 2, 3])
            #expect(try await numbers(database) == [1, 4, 5, 6])
        }
    }
}

@Suite("The last statements of a transaction, sent with its COMMIT")
struct FinishingTests {
    @Test("answer what stands, whether or not something came before them")
    func answers() async throws {
        try await withNumbers { database in
            let told = Counter()
            for turn in 0..<6 {
                let seen = try await database.transaction { session in
                    session.onCommit { told.increment() }
                    if turn % 3 == 1 { try session.run("INSERT INTO numbers (number) VALUES (\(turn + 100))") }
                    if turn % 3 == 2 { try session.send("INSERT INTO numbers (number) VALUES (\(turn + 100))") }
                    let rows = try session.finish([
                        "INSERT INTO numbers (number) VALUES (\(turn)) RETURNING number",
                        "SELECT count(*) AS n FROM numbers WHERE number >= 100",
                    ])
                    return try [rows[0][0].get("number"), rows[1][0].get("n")] as [Int]
                }
                #expect(seen == [turn, turn - turn / 3])
                #expect(told.value == turn + 1)
            }

            #expect(try await numbers(database) == [0, 101, 1, 102, 2, 3, 104, 4, 105, 5])
        }
    }

    @Test("stand even if the closure throws after them, and those who wait for the COMMIT are told")
    func standing() async throws {
        try await withNumbers { database in
            let told = Counter()
            await #expect(throws: Refused.self) {
                try await database.transaction { session in
                    session.onCommit { told.increment() }
                    _ = try session.finish(["INSERT INTO numbers (number) VALUES (1)"])
                    throw Refused()
                }
            }

            let left = try await numbers(database)
            #expect(left == [1])
            #expect(told.value == 1)
        }
    }

    @Test("are not done again one by one when a batch fails after them")
    func batch() async throws {
        try await withNumbers { database in
            let turns = Counter()
            let writer = BatchWriter<Int, Int>(database, name: "numbers") { numbers, session in
                turns.increment()
                _ = try session.finish(["INSERT INTO numbers (number) SELECT * FROM unnest(\(numbers)::integer[])"])
                throw Refused()
            }
            // What comes while the only connection is at work is one batch.
            let isHeld = Counter()
            async let busy: Void = database.transaction { _ in
                isHeld.increment()
                _ = Rendezvous.poll { writer.queued == 2 }
            }
            try await eventually { isHeld.value == 1 }
            let answers = [1, 2].map { number in Task { try await writer.submit(number) } }
            try await busy
            for answer in answers { await #expect(throws: Refused.self) { try await answer.value } }

            let left = try await numbers(database)
            #expect(left.sorted() == [1, 2])
            #expect(turns.value == 1)
        }
    }

    @Test("that are refused undo all, whatever the closure makes of it", arguments: [true, false])
    func refusal(isSwallowed: Bool) async throws {
        try await withNumbers { database in
            for _ in 0..<8 {
                let error = try await postgresError {
                    try await database.transaction { session in
                        try session.send("INSERT INTO numbers (number) VALUES (1)")
                        let refused = Result { try session.finish(["INSERT INTO numbers (number) VALUES (2), (1)"]) }
                        if !isSwallowed { _ = try refused.get() }
                    }
                }
                #expect(error.isUniqueViolation)
            }

            #expect(try await numbers(database).isEmpty)
        }
    }

    @Test("wait for what is to be looked at before anything is committed")
    func checks() async throws {
        try await withNumbers { database in
            await #expect(throws: Refused.self) {
                try await database.transaction { session in
                    try session.send("INSERT INTO numbers (number) VALUES (1)") { _ in throw Refused() }
                    _ = try session.finish(["INSERT INTO numbers (number) VALUES (2)"])
                }
            }

            let left = try await numbers(database)
            #expect(left.isEmpty)
        }
    }

    @Test("commit nothing within a savepoint")
    func savepoints() async throws {
        try await withNumbers { database in
            await #expect(throws: Refused.self) {
                try await database.transaction { session in
                    try session.savepoint { inner in
                        _ = try inner.finish(["INSERT INTO numbers (number) VALUES (1)"])
                    }
                    try session.run("INSERT INTO numbers (number) VALUES (2)")
                    throw Refused()
                }
            }

            let left = try await numbers(database)
            #expect(left.isEmpty)
        }
    }

    @Test("are done again when the server said goodbye before them, for then nothing was committed")
    func goodbye() async throws {
        try await withNumbers { database in
            let attempts = Counter()
            try await database.transaction { session in
                let isFirst = attempts.increment() == 1
                _ = try session.finish([
                    "SELECT CASE WHEN \(isFirst) THEN pg_terminate_backend(pg_backend_pid()) END",
                    "INSERT INTO numbers (number) VALUES (1)",
                ])
            }

            #expect(attempts.value == 2)
            #expect(try await numbers(database) == [1])
        }
    }
}

/// Thrown by a closure.
private struct Refused: Error {}

private func withNumbers<T>(_ body: (Database) async throws -> T) async throws -> T {
    try await TestPostgres.shared().withDatabase(connections: 1) { database in
        try await database.run("CREATE TABLE numbers (place bigserial, number integer PRIMARY KEY)")
        return try await body(database)
    }
}

private func numbers(_ database: Database) async throws -> [Int] {
    try await database.query("SELECT number FROM numbers ORDER BY place").map { try $0.get("number") }
}
