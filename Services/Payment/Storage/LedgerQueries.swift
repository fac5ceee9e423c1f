import Models
import Postgres
import ServiceKit

/// Debits and credits of one account in one currency.
struct LedgerBalance: Sendable {
    let account: String
    let name: String
    let kind: String
    let currency: Currency
    let debitMinor: Int64
    let creditMinor: Int64
}

struct BookedTransaction: Sendable {
    let id: LedgerTransactionID
    let kind: Posting.Kind
    let paymentID: PaymentID
    let orderID: OrderID
    let refundID: RefundID?
    let bookedAt: Timestamp
    let entries: [BookedEntry]
}

struct BookedEntry: Sendable {
    let account: String
    let currency: Currency
    let debitMinor: Int64
    let creditMinor: Int64
}

/// What finance reads in the ledger.
struct LedgerQueries: Sendable {
    let database: Database

    func balances() async throws -> [LedgerBalance] {
        let rows = try await database.query(
            """
            SELECT code, name, kind, currency, sum(debit_minor)::bigint AS debit, sum(credit_minor)::bigint AS credit
              FROM ledger_accounts JOIN ledger_entries ON account = code
             GROUP BY code, name, kind, currency
             ORDER BY code, currency
            """
        )
        return try rows.map { row in
            LedgerBalance(
                account: try row.get("code"),
                name: try row.get("name"),
                kind: try row.get("kind"),
                currency: try row.get("currency"),
                debitMinor: try row.get("debit"),
                creditMinor: try row.get("credit")
            )
        }
    }

    /// Newest first.
    func transactions(
        payment: PaymentID?,
        order: OrderID?,
        page: PageRequest
    ) async throws -> Page<BookedTransaction> {
        var query: SQL =
            "SELECT id, kind, payment_id, order_id, refund_id, booked_at FROM ledger_transactions WHERE true"
        if let payment { query += " AND payment_id = \(payment)" }
        if let order { query += " AND order_id = \(order)" }
        if let last = try page.last(as: LedgerTransactionID.self) { query += " AND id < \(last)" }
        let rows = try await database.query(query + " ORDER BY id DESC LIMIT \(page.limit + 1)")
        let shown = rows.prefix(page.limit)
        let entries = try await entries(of: shown.map { try $0.get("id") })
        let items = try shown.map { row in
            BookedTransaction(
                id: try row.get("id"),
                kind: try row.get("kind"),
                paymentID: try row.get("payment_id"),
                orderID: try row.get("order_id"),
                refundID: try row.get("refund_id"),
                bookedAt: try row.get("booked_at"),
                entries: try entries[row.get("id")] ?? []
            )
        }
        return Page(items: items, next: rows.count > page.limit ? items.last.map { .after($0.id) } : nil)
    }

    private func entries(of ids: [LedgerTransactionID]) async throws -> [LedgerTransactionID: [BookedEntry]] {
        let rows = try await database.query(
            """
            SELECT transaction_id, account, currency, debit_minor, credit_minor
              FROM ledger_entries
             WHERE transaction_id = ANY(\(ids)::uuid[])
             ORDER BY transaction_id, line
            """
        )
        return try Dictionary(grouping: rows) { try $0.get("transaction_id", as: LedgerTransactionID.self) }
            .mapValues { try $0.map(BookedEntry.init) }
    }
}

extension BookedEntry {
    fileprivate init(_ row: Row) throws {
        self.init(
            account: try row.get("account"),
            currency: try row.get("currency"),
            debitMinor: try row.get("debit_minor"),
            creditMinor: try row.get("credit_minor")
        )
    }
}
