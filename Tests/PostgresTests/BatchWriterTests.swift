import Postgres
import Synchronization
import TestSupport
import Testing

@Suite("A batch writer", .serialized)
struct BatchWriterTests {
    private struct Sale: Sendable {
        let id: Int
        let quantity: Int
    }

    /// All sales in one statement on one hot row; the CHECK refuses the whole batch when one is too many.
    private static func sell(_ sales: [Sale], _ session: borrowing Session) throws -> [Result<Int, any Error>] {
        let rows = try session.query(
            """
            WITH sold AS (
                INSERT INTO sales (id, quantity)
                SELECT * FROM unnest(\(sales.map(\.id))::integer[], \(sales.map(\.quantity))::integer[])
                RETURNING id, quantity
            ), taken AS (
                UPDATE stock SET on_hand = on_hand - (SELECT sum(quantity) FROM sold)
            )
            SELECT id FROM sold
            """
        )
        let ids = try Set(rows.map { try $0.get("id", as: Int.self) })
        return sales.map { sale in Result { ids.contains(sale.id) ? sale.id : -1 } }
    }

    private func withStock(_ onHand: Int, _ body: (Database) async throws -> Void) async throws {
        try await TestPostgres.shared().withDatabase { database in
            try await database.run("CREATE TABLE stock (on_hand integer CHECK (on_hand >= 0))")
            try await database.run("CREATE TABLE sales (id integer PRIMARY KEY, quantity integer CHECK (quantity > 0))")
            try await database.run("INSERT INTO stock VALUES (\(onHand))")
            try await body(database)
        }
    }

    @Test("lets a thousand callers take from one hot row, and one bad one harms nobody")
    func hotRow() async throws {
        try await withStock(5_000) { database in
            let batches = Counter()
            let writer = BatchWriter<Sale, Int>(database, name: "sales") { sales, session in
                batches.increment()
                return try Self.sell(sales, session)
            }

            let answers = await withTaskGroup(of: (Int, Result<Int, any Error>).self) { group in
                for id in 0..<1_000 {
                    group.addTask {
                        do {
                            return (id, .success(try await writer.submit(Sale(id: id, quantity: id == 500 ? -3 : 2))))
                        } catch {
                            return (id, .failure(error))
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }

            let sold = try await database.number("SELECT count(*) AS n FROM sales")
            let left = try await database.number("SELECT on_hand AS n FROM stock")
            #expect(answers.count == 1_000)
            for (id, answer) in answers where id != 500 { #expect((try? answer.get()) == id) }
            let refusal = #expect(throws: PostgresError.self) { try answers[500]?.get() }
            #expect(refusal?.isCheckViolation == true)
            #expect(sold == 999)
            #expect(left == 5_000 - 2 * 999)
        }
    }

    @Test("sells exactly what there is")
    func sellsOut() async throws {
        try await withStock(100) { database in
            let writer = BatchWriter<Sale, Int>(database, name: "sales", apply: Self.sell)

            let sold = await withTaskGroup(of: Int.self) { group in
                for id in 0..<300 {
                    group.addTask { (try? await writer.submit(Sale(id: id, quantity: 1))) == nil ? 0 : 1 }
                }
                return await group.reduce(0, +)
            }

            let left = try await database.number("SELECT on_hand AS n FROM stock")
            #expect(sold == 100)
            #expect(left == 0)
        }
    }

    @Test("needs far fewer commits than it has items")
    func coalesces() async throws {
        try await withStock(5_000) { database in
            let batches = Counter()
            let writer = BatchWriter<Sale, Int>(database, name: "sales") { sales, session in
                batches.increment()
                return try Self.sell(sales, session)
            }

            await withTaskGroup(of: Void.self) { group in
                for id in 0..<1_000 { group.addTask { _ = try? await writer.submit(Sale(id: id, quantity: 1)) } }
            }

            let sold = try await database.number("SELECT count(*) AS n FROM sales")
            #expect(batches.value < 200)
            #expect(sold == 1_000)
        }
    }

    @Test("finds the item that a deferred constraint refuses only at COMMIT")
    func deferredConstraint() async throws {
        try await TestPostgres.shared().withDatabase { database in
            try await database.run("CREATE TABLE known (id integer PRIMARY KEY)")
            try await database.run("INSERT INTO known SELECT generate_series(1, 50)")
            try await database.run("CREATE TABLE uses (id integer REFERENCES known DEFERRABLE INITIALLY DEFERRED)")
            let writer = BatchWriter<Int, Int>(database, name: "uses") { ids, session in
                try session.run("INSERT INTO uses SELECT unnest(\(ids)::integer[])")
                return ids.map { .success($0) }
            }

            let refused = await withTaskGroup(of: Int?.self) { group in
                for id in 1...51 { group.addTask { (try? await writer.submit(id)) == nil ? id : nil } }
                return await group.compactMap { $0 }.reduce(into: []) { $0.append($1) }
            }

            #expect(refused == [51])
            #expect(try await database.number("SELECT count(*) AS n FROM uses") == 50)
        }
    }

    @Test("refuses a value that cannot be sent to its own caller only")
    func unsendable() async throws {
        try await TestPostgres.shared().withDatabase { database in
            try await database.run("CREATE TABLE names (name text)")
            let writer = BatchWriter<String, String>(database, name: "names") { names, session in
                try session.run("INSERT INTO names SELECT unnest(\(names)::text[])")
                return names.map { .success($0) }
            }
            let names = (0..<40).map { $0 == 20 ? "a\0b" : "name \($0)" }

            let refused = await withTaskGroup(of: String?.self) { group in
                for name in names { group.addTask { (try? await writer.submit(name)) == nil ? name : nil } }
                return await group.compactMap { $0 }.reduce(into: []) { $0.append($1) }
            }

            let written = try await database.number("SELECT count(*) AS n FROM names")
            #expect(refused == ["a\0b"])
            #expect(written == 39)
        }
    }

    @Test("answers nobody before the commit")
    func answersAfterCommit() async throws {
        try await withStock(100) { database in
            let writer = BatchWriter<Sale, Int>(database, name: "sales", apply: Self.sell)

            let unseen = try await withThrowingTaskGroup(of: Int.self) { group in
                for id in 0..<100 {
                    group.addTask {
                        _ = try await writer.submit(Sale(id: id, quantity: 1))
                        return try await 1 - database.number("SELECT count(*) AS n FROM sales WHERE id = \(id)")
                    }
                }
                return try await group.reduce(0, +)
            }

            #expect(unseen == 0)
        }
    }

    @Test("turns callers away when its queue is full, and drops those who have gone")
    func bounded() async throws {
        try await withStock(100) { database in
            let isHeld = Counter()
            let mayEnd = Counter()
            let writer = BatchWriter<Sale, Int>(database, name: "sales", queueMax: 2) { sales, session in
                isHeld.increment()
                _ = Rendezvous.poll { mayEnd.value > 0 }
                return try Self.sell(sales, session)
            }
            let first = Task { try await writer.submit(Sale(id: 0, quantity: 1)) }
            try await eventually { isHeld.value == 1 }
            let queued = (1...2).map { id in Task { try await writer.submit(Sale(id: id, quantity: 1)) } }
            try await eventually { writer.queued == 2 }

            let error = try await postgresError { try await writer.submit(Sale(id: 3, quantity: 1)) }
            queued[0].cancel()
            await #expect(throws: CancellationError.self) { try await queued[0].value }
            mayEnd.increment()

            #expect(error == .overloaded("sales"))
            #expect(try await first.value == 0)
            #expect(try await queued[1].value == 2)
            #expect(try await database.number("SELECT count(*) AS n FROM sales") == 2)
        }
    }

    @Test("never repeats a batch whose COMMIT was not answered")
    func unknownOutcome() async throws {
        let server = try await TestPostgres.shared()
        let fresh = try await server.freshDatabase(connections: 1)
        let proxy = try FaultProxy(serverFolder: server.socketFolder)
        var configuration = fresh.configuration
        configuration.conninfo += " host=\(proxy.folder)"
        let database = Database(configuration, logger: .silent)
        try await database.run("CREATE TABLE counts (n integer)")
        try await database.run("INSERT INTO counts VALUES (0)")
        let writer = BatchWriter<Int, Int>(database, name: "counts") { amounts, session in
            try session.run("UPDATE counts SET n = n + \(amounts.reduce(0, +))")
            return amounts.map { .success($0) }
        }
        proxy.strike(at: "COMMIT\0", .swallowAnswer)

        let lost = try await postgresError { try await writer.submit(5) }
        let next = try await writer.submit(7)

        #expect(lost.isOutcomeUnknown)
        #expect(next == 7)
        #expect(try await database.number("SELECT n FROM counts") == 12)
        await database.close()
        try await fresh.drop()
    }

    @Test("fails its callers when the database is closed")
    func closed() async throws {
        let fresh = try await TestPostgres.shared().freshDatabase()
        let database = Database(fresh.configuration, logger: .silent)
        let writer = BatchWriter<Int, Int>(database, name: "closed") { items, _ in items.map { .success($0) } }
        #expect(try await writer.submit(1) == 1)
        await database.close()

        for _ in 0..<3 {
            let error = try await postgresError { try await writer.submit(2) }
            #expect(error == .closed)
        }
        try await fresh.drop()
    }
}
