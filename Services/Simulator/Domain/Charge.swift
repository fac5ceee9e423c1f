import Models

/// A charge as the provider keeps it: opened once, then only moved on by entries of the journal.
struct Charge: Equatable, Sendable {
    let id: PaymentID
    let amount: Money
    let method: ChargeMethod
    let token: String?
    let callbackURL: String?

    var status: Status
    var capturedMinor: Int64 = 0
    var refunds: [ChargeRefund] = []
    var action: ChargeAction?
    var reason: String?
    /// How often the charge changed; a receiver may use it to tell an old callback from a new one.
    var sequence = 1

    enum Status: String, CaseIterable, Sendable {
        case awaitingCustomer, authorised, declined, voided, captured
    }
}

enum ChargeMethod: String, CaseIterable, Sendable {
    case card, alipay, wechat, unionpay, wallet

    /// How the customer is asked to act when no saved token settles it at once.
    var actionKind: ChargeAction.Kind {
        switch self {
        case .alipay, .wechat, .wallet: .qr
        case .card, .unionpay: .redirect
        }
    }
}

struct ChargeAction: Equatable, Sendable {
    let kind: Kind
    let data: String
    let expiresAt: Timestamp

    enum Kind: String, CaseIterable, Sendable {
        case qr, redirect
    }
}

struct ChargeRefund: Equatable, Sendable {
    let id: RefundID
    let amount: Money
    let status: Status
    var reason: String?

    enum Status: String, CaseIterable, Sendable {
        case succeeded, failed
    }
}

extension Charge {
    /// What has gone back, or is promised to, of what was captured.
    var refundedMinor: Int64 {
        refunds.reduce(0) { $0 + ($1.status == .succeeded ? $1.amount.amountMinor : 0) }
    }

    func isExpired(at now: Timestamp) -> Bool {
        guard status == .awaitingCustomer, let action else { return false }
        return action.expiresAt <= now
    }
}
