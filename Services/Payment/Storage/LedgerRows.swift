import Models
import Postgres

enum LedgerTag {}
typealias LedgerTransactionID = ID<LedgerTag>

extension Posting.Kind: PostgresBindable, PostgresReadable {}

extension Posting {
    /// The transactions and their two entries each; the database checks at commit that they balance.
    static func insertions(of postings: [Posting]) -> [SQL] {
        guard !postings.isEmpty else { return [] }
        let ids = postings.map { _ in LedgerTransactionID() }
        return [
            """
            INSERT INTO ledger_transactions (id, kind, payment_id, order_id, refund_id)
            SELECT *
              FROM unnest(\(ids)::uuid[], \(postings.map(\.kind))::text[], \(postings.map(\.paymentID))::uuid[],
                          \(postings.map(\.orderID))::uuid[], \(postings.map(\.refundID))::uuid[])
            """,
            """
            INSERT INTO ledger_entries (transaction_id, line, account, currency, debit_minor, credit_minor)
            SELECT id, side.line, side.account, currency, side.debit_minor, side.credit_minor
              FROM unnest(\(ids)::uuid[], \(postings.map(\.debit.code))::text[], \(postings.map(\.credit.code))::text[],
                          \(postings.map(\.amount.currency))::text[], \(postings.map(\.amount.amountMinor))::bigint[])
                   AS posting (id, debit, credit, currency, minor),
                   LATERAL (VALUES (1, debit, minor, 0), (2, credit, 0, minor))
                        AS side (line, account, debit_minor, credit_minor)
            """,
        ]
    }
}
