import Foundation
import Models
import TestSupport
import Testing

@testable import EmporiaCommand

/// A server with the tables of all six services and nothing in them, for tests that put wrong rows there.
struct EmptyShop: SuiteTrait, TestScoping {
    @TaskLocal private static var shop: LocalShop?

    static var current: LocalShop {
        get throws { try #require(shop, "the suite has no empty shop") }
    }

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let state = try StateFolder("/tmp/emporia-empty-\(UUID().uuidString.prefix(8).lowercased())")
        defer { try? FileManager.default.removeItem(at: state.root) }
        let shop = try LocalShop(state)
        defer { shop.postgres.delete() }
        try shop.startDatabase()
        for name in ServiceName.withDatabase { try Self.migrate(name, in: shop) }
        try await Self.$shop.withValue(shop) { try await function() }
    }

    private static func migrate(_ name: ServiceName, in shop: LocalShop) throws {
        let folders = ["Shared/ServiceKit/Migrations", "Services/\(name.rawValue.capitalized)/Storage/Migrations"]
        for folder in folders.map(Repository.path) {
            for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
                let sql = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
                try shop.postgres.sql(
                    "SET search_path = \"\(name.rawValue)\";\nSET client_min_messages = warning;\n\(sql)"
                )
            }
        }
    }
}

extension LocalShop {
    var checker: PromiseChecker { PromiseChecker(servers: servers, journal: journal) }

    /// Writes what the services never would: triggers and references are off, so only the checker can notice.
    func plant(_ sql: String) throws {
        try postgres.sql("SET session_replication_role = replica;\n\(sql);")
    }

    /// Empties every table that a breach was planted in.
    func clear() throws {
        state.remove("journal.jsonl")
        try plant(
            """
            TRUNCATE inventory.stock, inventory.movements, inventory.reservations, inventory.allocations,
                "order".orders, "order".order_history, "order".sagas, "order".outbox, "order".outbox_retry, "order".inbox,
                payment.payments, payment.ledger_entries, payment.ledger_transactions,
                marketing.coupons, marketing.accounts, logistics.inbox CASCADE
            """
        )
    }
}
