import Models
import Postgres

enum LedgerTag {}
typealias LedgerTransactionID = ID<LedgerTag>

extension Posting.Kind: PostgresBindable, PostgresReadable {}

extension Posting {
    /// The transaction and its two entries; the database checks at commit that they balance.
    var insertions: [SQL] {
        let id = LedgerTransactionID()
        return [
            """
            INSERT INTO ledger_transactions (id, kind, payment_id, order_id, refund_id)
            VALUES (\(id), \(kind), \(paymentID), \(orderID), \(refundID))
            """,
            """
            INSERT INTO ledger_entries (transaction_id, line, account, currency, debit_minor, credit_minor)
            VALUES (\(id), 1, \(debit.code), \(amount.currency), \(amount.amountMinor), 0),
                   (\(id), 2, \(credit.code), \(amount.currency), 0, \(amount.amountMinor))
            """,
        ]
    }
}
