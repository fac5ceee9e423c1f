import Postgres
import Synchronization
import TestSupport
import Testing

@Suite("A database password", .timeLimit(.minutes(5)))
struct PasswordTests {
    @Test("XC-13 is exchanged without anybody noticing: of two that may be good, the one that is gets in")
    func exchanges() async throws {
        let server = try await guardedServer(password: "old")
        let passwords = Passwords("old")
        let database = server.database(with: passwords)

        #expect(try await database.number("SELECT 1 AS n") == 1)
        passwords.set("old", "new")
        try await server.exchange(for: "new")
        #expect(try await database.number("SELECT 2 AS n") == 2)
        passwords.set("new")
        try await server.endSessions()
        #expect(try await database.number("SELECT 3 AS n") == 3)

        await database.close()
        await server.close()
    }

    @Test("XC-13 that changes at the server first is asked for again before anybody is refused")
    func comesLate() async throws {
        let server = try await guardedServer(password: "old")
        let passwords = Passwords("old")
        let database = server.database(with: passwords)
        #expect(try await database.number("SELECT 1 AS n") == 1)

        try await server.exchange(for: "new")
        async let answer = database.number("SELECT 2 AS n")
        try await eventually("it is asked for again") { passwords.asked >= 4 }
        passwords.set("new")

        #expect(try await answer == 2)
        await database.close()
        await server.close()
    }

    @Test("that is wrong lets nobody in")
    func refuses() async throws {
        let server = try await guardedServer(password: "right")
        let database = server.database(with: Passwords("wrong", "wrong too"), queueTimeoutSeconds: 0.5)

        let error = try await postgresError { try await database.run("SELECT 1") }

        #expect(error == .connectionLost("the server cannot be reached"))
        await database.close()
        await server.close()
    }

    /// A server that asks the role `shop` for its password.
    private func guardedServer(password: String) async throws -> GuardedServer {
        let postgres = try await TestPostgres.serverOfItsOwn()
        let owner = Database(
            PostgresConfiguration(conninfo: postgres.conninfo(database: "postgres"), connections: 1),
            logger: .silent
        )
        try await owner.run("CREATE ROLE shop LOGIN PASSWORD '\(sql: SQL(trusted: password))'")
        let file = try await owner.query("SELECT current_setting('hba_file') AS file").first?.get(
            "file",
            as: String.self
        )
        let lines = "VALUES ('local all shop scram-sha-256'), ('local all all trust')"
        try await owner.run("COPY (\(sql: SQL(trusted: lines))) TO '\(sql: SQL(trusted: file ?? ""))'")
        try await owner.run("SELECT pg_reload_conf()")
        return GuardedServer(postgres: postgres, owner: owner)
    }
}

/// What a service is told, and how often it asked.
private final class Passwords: Sendable {
    private let state: Mutex<(list: [String], asked: Int)>

    init(_ list: String...) { state = Mutex((list, 0)) }

    func set(_ list: String...) { state.withLock { $0.list = list } }
    var asked: Int { state.withLock(\.asked) }

    func ask() -> [String] {
        state.withLock { state in
            state.asked += 1
            return state.list
        }
    }
}

private struct GuardedServer {
    let postgres: TestPostgres
    let owner: Database

    func database(with passwords: Passwords, queueTimeoutSeconds: Double = 20) -> Database {
        var configuration = PostgresConfiguration(
            conninfo: "host=\(postgres.socketFolder) port=5432 user=shop dbname=postgres",
            connections: 1,
            queueTimeoutSeconds: queueTimeoutSeconds
        )
        configuration.passwords = { passwords.ask() }
        return Database(configuration, logger: .silent)
    }

    func exchange(for password: String) async throws {
        try await owner.run("ALTER ROLE shop PASSWORD '\(sql: SQL(trusted: password))'")
        try await endSessions()
    }

    /// So that the next statement needs a new connection.
    func endSessions() async throws {
        try await owner.run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'shop'")
    }

    func close() async { await owner.close() }
}
