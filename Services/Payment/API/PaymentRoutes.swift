import Models
import Postgres
import ServiceKit

/// Every path this service answers, in one place. None of them takes card data.
struct PaymentRoutes: Sendable {
    let database: Database
    let payments: PaymentRepository
    let ledger: LedgerQueries
    let providers: ProviderDirectory
    let advance: AdvancePayment

    var endpoints: [Endpoint] {
        let readers = Access.rolesOrServices([.support, .finance], [.order])
        let table: [Endpoint] = [
            .put("/v1/payments/{id}", .services([.order]), requestPayment),
            .delete("/v1/payments/{id}", .services([.order]), releasePayment),
            .get("/v1/payments/{id}", readers, showPayment),
            .get("/v1/payments", readers, listPayments),
            .post("/v1/payments/{id}/captures", .roles([.support, .finance]), capturePayment),
            .post("/v1/payments/{id}/refunds", .roles([.support, .finance]), refundPayment),
            .post("/v1/provider-callbacks/{provider}", .verified, receiveCallback),
            .get("/v1/ledger/accounts", .roles([.finance]), showAccounts),
            .get("/v1/ledger/transactions", .roles([.finance]), listTransactions),
        ]
        return table.map { $0.refusingCardData() }
    }
}
