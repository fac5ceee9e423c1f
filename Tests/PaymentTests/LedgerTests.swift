import Models
import Postgres
import TestSupport
import Testing

@testable import PaymentService

@Suite("The ledger in the database")
struct LedgerTests {
    private let entry: SQL =
        "INSERT INTO ledger_entries (transaction_id, line, account, currency, debit_minor, credit_minor)"

    @Test("PAY-12 refuses at commit what does not balance, in any currency")
    func unbalanced() async throws {
        try await withLedger { database in
            await #expect(throws: PostgresError.self) {
                try await database.transaction { session in
                    try session.run(transaction(1))
                    try session.run(entry + " VALUES (\(id(1)), 1, 'till-cash', 'EUR', 500, 0)")
                    try session.run(entry + " VALUES (\(id(1)), 2, 'sales-clearing', 'EUR', 0, 499)")
                }
            }
            await #expect(throws: PostgresError.self) {
                try await database.transaction { session in
                    try session.run(transaction(1))
                    try session.run(entry + " VALUES (\(id(1)), 1, 'till-cash', 'EUR', 500, 0)")
                    try session.run(entry + " VALUES (\(id(1)), 2, 'sales-clearing', 'USD', 0, 500)")
                }
            }
            let entries = try await count(database)
            #expect(entries == 0)
        }
    }

    @Test("PAY-12 refuses transactions without entries and entries without a transaction")
    func incomplete() async throws {
        try await withLedger { database in
            await #expect(throws: PostgresError.self) { try await database.run(transaction(1)) }
            await #expect(throws: PostgresError.self) {
                try await database.run(
                    entry
                        + " VALUES (\(id(2)), 1, 'till-cash', 'EUR', 5, 0), (\(id(2)), 2, 'sales-clearing', 'EUR', 0, 5)"
                )
            }
        }
    }

    @Test("PAY-12 takes what balances, and nothing is added to it, changed or removed afterwards")
    func immutable() async throws {
        try await withLedger { database in
            try await database.transaction { session in
                try session.run(transaction(1))
                try session.run(
                    entry
                        + " VALUES (\(id(1)), 1, 'till-cash', 'EUR', 5, 0), (\(id(1)), 2, 'sales-clearing', 'EUR', 0, 5)"
                )
            }
            let attempts: [SQL] = [
                entry + " VALUES (\(id(1)), 3, 'till-cash', 'EUR', 5, 0)",
                "UPDATE ledger_entries SET debit_minor = 6 WHERE line = 1",
                "DELETE FROM ledger_entries",
                "TRUNCATE ledger_entries",
                "UPDATE ledger_transactions SET order_id = payment_id",
                "DELETE FROM ledger_transactions",
            ]
            for attempt in attempts {
                await #expect(throws: PostgresError.self) { try await database.run(attempt) }
            }
            let entries = try await count(database)
            #expect(entries == 2)
        }
    }

    @Test("PAY-02 the database itself refuses to capture more than authorised and to refund more than captured")
    func checks() async throws {
        try await withLedger { database in
            var payment = try Payment.sample(.card, [.answered(.authorised)])
            try await database.run(Payment.insertion(of: [payment], onConflict: "(id)"))
            let tooMuch: [SQL] = [
                "UPDATE payments SET stage = 'captured', captured_minor = 10001 WHERE id = \(payment.id)",
                "UPDATE payments SET refunded_minor = 1 WHERE id = \(payment.id)",
                "UPDATE payments SET stage = 'captured' WHERE id = \(payment.id)",
                "UPDATE payments SET authorised_minor = 10001 WHERE id = \(payment.id)",
            ]
            for update in tooMuch {
                await #expect(throws: PostgresError.self) { try await database.run(update) }
            }
            payment = try payment.deciding(.capture(nil), at: .noon).payment
            payment = try payment.deciding(.answered(.captured(100_00)), at: .noon).payment
            payment.version += 1
            let written = try await database.run(Payment.update(of: [payment]))
            let again = try await database.run(Payment.update(of: [payment]))

            #expect([written, again] == [1, 0], "a change is written over the version it was made from, once")
        }
    }

    private func withLedger(_ body: (Database) async throws -> Void) async throws {
        try await TestPostgres.shared().withDatabase(
            schema: "payment",
            migrations: PaymentService.migrations,
            body
        )
    }

    private func id(_ number: UInt64) -> PaymentID {
        PaymentID(UUIDValue(high: 0, low: number))
    }

    private func transaction(_ number: UInt64) -> SQL {
        """
        INSERT INTO ledger_transactions (id, kind, payment_id, order_id)
        VALUES (\(id(number)), 'capture', \(id(number)), \(id(number)))
        """
    }

    private func count(_ database: Database) async throws -> Int {
        try await database.query("SELECT count(*) AS entries FROM ledger_entries").first?.get("entries") ?? -1
    }
}
