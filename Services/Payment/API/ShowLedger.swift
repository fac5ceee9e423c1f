import JSON
import Models
import ServiceKit

extension PaymentRoutes {
    /// The balance of every account in every currency it has entries in.
    func showAccounts(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        return .ok(Page(items: try await ledger.balances(), next: nil))
    }

    func listTransactions(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("paymentId", "orderId", "limit", "cursor")
        return .ok(
            try await ledger.transactions(
                payment: request.query("paymentId", as: PaymentID.self),
                order: request.query("orderId", as: OrderID.self),
                page: request.page()
            )
        )
    }
}

extension LedgerBalance: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("account", account)
            json.field("name", name)
            json.field("kind", kind)
            json.field("currency", currency)
            json.field("debitMinor", debitMinor)
            json.field("creditMinor", creditMinor)
            json.field("balanceMinor", debitMinor - creditMinor)
        }
    }
}

extension BookedTransaction: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("transactionId", id)
            json.field("kind", kind)
            json.field("paymentId", paymentID)
            json.field("orderId", orderID)
            json.field("refundId", refundID)
            json.field("at", bookedAt)
            json.field("entries", entries)
        }
    }
}

extension BookedEntry: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("account", account)
            json.field("currency", currency)
            json.field("debitMinor", debitMinor)
            json.field("creditMinor", creditMinor)
        }
    }
}
