import Postgres
import TestSupport
import Testing

@Suite("A transaction")
struct TransactionTests {
    private struct Refused: Error {}

    private func withAccounts<T>(_ body: (Database) async throws -> T) async throws -> T {
        try await TestPostgres.shared().withDatabase { database in
            try await database.run(
                "CREATE TABLE accounts (id integer PRIMARY KEY, balance integer NOT NULL CHECK (balance >= 0))"
            )
            try await database.run("INSERT INTO accounts VALUES (1, 100), (2, 100)")
            return try await body(database)
        }
    }

    private func balances(_ database: Database) async throws -> [Int] {
        try await database.query("SELECT balance FROM accounts ORDER BY id").map { try $0.get("balance") }
    }

    @Test("commits what its closure did, and only then runs what waits for the commit")
    func commits() async throws {
        try await withAccounts { database in
            let told = Counter()

            let seenInside = try await database.transaction { session in
                session.onCommit { told.increment() }
                try session.run("UPDATE accounts SET balance = balance - 30 WHERE id = 1")
                try session.run("UPDATE accounts SET balance = balance + 30 WHERE id = 2")
                return told.value
            }

            #expect(seenInside == 0)
            #expect(told.value == 1)
            #expect(try await balances(database) == [70, 130])
        }
    }

    @Test("leaves nothing behind when its closure throws")
    func rollsBack() async throws {
        try await withAccounts { database in
            let told = Counter()

            await #expect(throws: Refused.self) {
                try await database.transaction { session in
                    session.onCommit { told.increment() }
                    try session.run("UPDATE accounts SET balance = 0")
                    throw Refused()
                }
            }

            let untouched = try await balances(database)
            #expect(told.value == 0)
            #expect(untouched == [100, 100])
        }
    }

    @Test("does not pretend to commit when its closure swallows a refusal")
    func swallowedRefusal() async throws {
        try await withAccounts { database in
            let told = Counter()

            let error = try await postgresError {
                try await database.transaction { session in
                    session.onCommit { told.increment() }
                    try session.run("UPDATE accounts SET balance = 5 WHERE id = 1")
                    _ = try? session.run("UPDATE accounts SET balance = -1 WHERE id = 2")
                }
            }

            #expect(error.isCheckViolation)
            #expect(told.value == 0)
            #expect(try await balances(database) == [100, 100])
        }
    }

    @Test("survives a value that cannot be sent as its first statement")
    func refusedBeforeSending() async throws {
        try await withAccounts { database in
            for _ in 0..<8 {
                let error = try await postgresError {
                    try await database.transaction { try $0.run("SELECT \("\0")::text") }
                }
                #expect(error.isEncoding)
            }
            try await database.transaction { session in
                _ = try? session.run("SELECT \("\0")::text")
                try session.run("UPDATE accounts SET balance = 1 WHERE id = 1")
            }

            #expect(try await balances(database) == [1, 100])
        }
    }

    @Test("keeps what was done around a savepoint that is undone")
    func savepoints() async throws {
        try await withAccounts { database in
            let kept = Counter()
            let dropped = Counter()

            try await database.transaction { session in
                try session.run("UPDATE accounts SET balance = 1 WHERE id = 1")
                try session.savepoint { inner in
                    inner.onCommit { kept.increment() }
                    #expect(throws: PostgresError.self) {
                        try inner.savepoint { innermost in
                            innermost.onCommit { dropped.increment() }
                            try innermost.run("UPDATE accounts SET balance = 2 WHERE id = 2")
                            try innermost.run("UPDATE accounts SET balance = -1 WHERE id = 2")
                        }
                    }
                }
                #expect(throws: Refused.self) {
                    try session.savepoint { inner in
                        inner.onCommit { dropped.increment() }
                        try inner.run("UPDATE accounts SET balance = 3 WHERE id = 2")
                        throw Refused()
                    }
                }
            }

            #expect(try await balances(database) == [1, 100])
            #expect(kept.value == 1)
            #expect(dropped.value == 0)
        }
    }

    @Test("that met another in a deadlock is done again")
    func deadlock() async throws {
        try await withAccounts { database in
            let bothHoldOne = Rendezvous(of: 2)
            let attempts = Counter()
            @Sendable func move(from: Int, to: Int) async throws {
                try await database.transaction { session in
                    attempts.increment()
                    try session.run("UPDATE accounts SET balance = balance - 10 WHERE id = \(from)")
                    bothHoldOne.wait()
                    try session.run("UPDATE accounts SET balance = balance + 10 WHERE id = \(to)")
                }
            }

            async let there: Void = move(from: 1, to: 2)
            async let back: Void = move(from: 2, to: 1)
            _ = try await (there, back)

            // On a busy machine they may meet more than once.
            #expect(attempts.value >= 3)
            #expect(try await balances(database) == [100, 100])
        }
    }

    @Test("that could not be serialised is done again", arguments: [Isolation.repeatableRead, .serializable])
    func serialisation(isolation: Isolation) async throws {
        try await withAccounts { database in
            let bothHaveRead = Rendezvous(of: 2)
            let attempts = Counter()
            @Sendable func add(_ amount: Int) async throws {
                try await database.transaction(isolation) { session in
                    attempts.increment()
                    let balance = try session.query("SELECT balance FROM accounts WHERE id = 1")[0].get(
                        "balance",
                        as: Int.self
                    )
                    bothHaveRead.wait()
                    try session.run("UPDATE accounts SET balance = \(balance + amount) WHERE id = 1")
                }
            }

            async let five: Void = add(5)
            async let seven: Void = add(7)
            _ = try await (five, seven)

            #expect(attempts.value == 3)
            #expect(try await balances(database) == [112, 100])
        }
    }

    @Test("is done again after a conflict even if its closure swallows it")
    func swallowedConflict() async throws {
        try await withAccounts { database in
            let attempts = Counter()

            try await database.transaction { session in
                let isFirst = attempts.increment() == 1
                _ = try? session.savepoint { inner in
                    if isFirst { try inner.run("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$") }
                }
                _ = try? session.run("UPDATE accounts SET balance = 1 WHERE id = 1")
            }

            #expect(attempts.value == 2)
            #expect(try await balances(database) == [1, 100])
        }
    }

    @Test("gives up after a few conflicts")
    func endlessConflict() async throws {
        try await withAccounts { database in
            let attempts = Counter()

            let error = try await postgresError {
                try await database.transaction { session in
                    attempts.increment()
                    try session.run("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$")
                }
            }

            #expect(error.sqlState == .deadlockDetected)
            #expect((2...10).contains(attempts.value))
        }
    }

    @Test("that only reads nothing costs nothing")
    func empty() async throws {
        try await withAccounts { database in
            let told = Counter()

            let answer = try await database.transaction { session in
                session.onCommit { told.increment() }
                return 42
            }

            #expect(answer == 42)
            #expect(told.value == 1)
        }
    }
}
