import Models

/// An account of the ledger. Clearing accounts hold what a provider, a drawer or a marketplace owes the shop until it is
/// settled; `sales` holds what customers paid for orders until invoices take it over.
struct LedgerAccount: Equatable, Hashable, Sendable {
    let code: String

    static let sales = LedgerAccount(code: "sales-clearing")

    static func clearing(_ method: PaymentMethod) -> LedgerAccount {
        switch method {
        case .card, .alipay, .wechat, .unionpay, .wallet: LedgerAccount(code: "provider-clearing-\(method.rawValue)")
        case .cash: LedgerAccount(code: "till-cash")
        case .tillCard: LedgerAccount(code: "till-card-clearing")
        case .marketplace: LedgerAccount(code: "marketplace-clearing")
        case .otherTender: LedgerAccount(code: "till-other-clearing")
        }
    }
}

/// One transaction of the ledger: as much is taken from the credited account as the debited one receives.
struct Posting: Equatable, Sendable {
    let kind: Kind
    let paymentID: PaymentID
    let orderID: OrderID
    let refundID: RefundID?
    let amount: Money
    let debit: LedgerAccount
    let credit: LedgerAccount

    enum Kind: String, CaseIterable, Sendable {
        case capture, refund
    }

    static func capture(_ amount: Money, of payment: Payment) -> Posting {
        Posting(
            kind: .capture,
            paymentID: payment.id,
            orderID: payment.orderID,
            refundID: nil,
            amount: amount,
            debit: .clearing(payment.method),
            credit: .sales
        )
    }

    static func refund(_ refund: Refund, of payment: Payment) -> Posting {
        Posting(
            kind: .refund,
            paymentID: payment.id,
            orderID: payment.orderID,
            refundID: refund.id,
            amount: refund.amount,
            debit: .sales,
            credit: .clearing(payment.method)
        )
    }
}
