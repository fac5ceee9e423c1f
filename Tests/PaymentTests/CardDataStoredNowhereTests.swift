import Foundation
import Models
import Postgres
import ServiceKit
import Testing

@testable import TestSupport

@Suite("Card data sent to the payment service")
struct CardDataStoredNowhereTests {
    private static let numbers = ["4111111111111111", "4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005"]
    /// What a leak would show of them, however it is written.
    private static let traces = ["411111111111", "4111 1111 1111", "5555-5555-5555", "555555555555", "378282246310"]

    @Test("PAY-06 is 422 wherever it stands, and no row and no line of the log holds any of it")
    func nowhere() async throws {
        let database = try await TestPostgres.shared().freshDatabase(schema: "payment")
        let logPath = NSTemporaryDirectory() + "emporia-payment-\(UUID().uuidString).log"
        _ = FileManager.default.createFile(atPath: logPath, contents: nil)
        let log = try #require(FileHandle(forWritingAtPath: logPath))
        let settings = TestIdentity.settings(of: .payment).merging(
            ["database.url": database.configuration.conninfo, "log.level": "trace"]
        ) { $1 }
        let service = try await ServiceProcess("payment", settings: settings, log: log)

        let order = try #require(try TestCaller.service(.order).token(for: .payment))
        let finance = try #require(try TestCaller.role(.finance).token(for: .payment))
        for number in Self.numbers {
            for (method, path, key, body) in requests(number) {
                let token = method == .put || method == .delete ? order : finance
                let answer = try await service.client.send(
                    method,
                    service.url + path,
                    headers: [("authorization", "Bearer \(token)"), ("idempotency-key", key)],
                    body: body.map { Array($0.utf8) }
                )

                #expect(answer.status == 422, "\(method) \(path) \(body ?? "")")
                #expect(answer.problemType == "/problems/card-data-refused")
                #expect(!Self.traces.contains { answer.text.contains($0) }, "\(answer.text)")
            }
        }
        service.kill()
        try await service.isGone()

        let written = try String(contentsOfFile: logPath, encoding: .utf8)
        #expect(!written.isEmpty)
        #expect(!Self.traces.contains { written.contains($0) })
        let rows = try await everything(in: database)
        #expect(rows.contains { $0.contains("provider-clearing-card") }, "the scan reads rows")
        #expect(!Self.traces.contains { trace in rows.contains { $0.contains(trace) } })
        try await database.drop()
    }

    private func requests(_ number: String) -> [(HTTPMethod, String, String, String?)] {
        let id = PaymentID()
        let encoded = number.replacing(" ", with: "%20")
        let key = UUID().uuidString
        func wish(_ fields: String) -> String {
            """
            {"orderId":"\(OrderID())","amount":{"amountMinor":1,"currency":"CNY"},"method":"card",\(fields)}
            """
        }
        return [
            (.put, "/v1/payments/\(id)", key, wish("\"token\":\"\(number)\"")),
            (.put, "/v1/payments/\(id)", key, wish("\"token\":\"tok_ok\",\"cvv\":\"123\"")),
            (.put, "/v1/payments/\(id)", key, wish("\"token\":\"tok_ok\",\"card\":{\"card_number\":\"\(number)\"}")),
            (.put, "/v1/payments/\(id)", key, wish("\"token\":\"tok_ok\",\"more\":[1,[\"\(number)\"]]")),
            (.put, "/v1/payments/\(encoded)", key, wish("\"token\":\"tok_ok\"")),
            (.delete, "/v1/payments/\(encoded)", key, nil),
            (.get, "/v1/payments/\(encoded)", key, nil),
            (.get, "/v1/payments?orderId=\(encoded)", key, nil),
            (.get, "/v1/ledger/transactions?cursor=\(encoded)", key, nil),
            (.post, "/v1/payments/\(id)/refunds", key, "{\"reason\":\"card \(number) was stolen\"}"),
            (.post, "/v1/payments/\(id)/refunds", number, "{\"reason\":\"returned\"}"),
            (.post, "/v1/payments/\(id)/captures", key, "{\"cvc\":1}"),
            (.post, "/v1/provider-callbacks/simulator", key, "{\"id\":\"\(number)\"}"),
            (.post, "/v1/provider-callbacks/\(encoded)", key, "{}"),
        ]
    }

    /// Every row of every table, as text; bytes that hold text are read as such.
    private func everything(in fresh: TestDatabase) async throws -> [String] {
        let database = Database(fresh.configuration, logger: .silent)
        let rows = try await database.query(
            """
            SELECT table_name || query_to_xml(format('SELECT * FROM payment.%I', table_name), true, false, '')::text AS rows
              FROM information_schema.tables
             WHERE table_schema = 'payment'
             UNION ALL
            SELECT key || convert_from(body, 'UTF8') FROM idempotency_keys WHERE body IS NOT NULL
            """
        )
        let found = try rows.map { try $0.get("rows", as: String.self) }
        await database.close()
        return found
    }
}
