import Models

/// A merchant's wish to charge a customer.
struct ChargeRequest: Equatable, Sendable {
    let id: PaymentID
    let amount: Money
    let method: ChargeMethod
    let token: String?
    let callbackURL: String?

    /// The charge as it stands right after it was asked for.
    func charge(
        actionSeconds: Int,
        pageBaseURL: String,
        isDeclined: Bool,
        at now: Timestamp
    ) throws(Refusal) -> Charge {
        var charge = Charge(
            id: id,
            amount: amount,
            method: method,
            token: token,
            callbackURL: callbackURL,
            status: .authorised
        )
        if method == .card && token == nil { throw .tokenRequired }
        switch token.map(CardToken.init(rawValue:)) {
        case .some(.ok), .some(.slow), .some(.unknown), .some(.lateFailure), .some(.refundFails): break
        case .some(.insufficientFunds): charge.decline("The account does not cover the amount.")
        case .some(.declined): charge.decline("The bank declined the payment.")
        case .some(.none): charge.decline("The token is not known.")
        case nil, .some(.challenge):
            charge.status = .awaitingCustomer
            charge.action = ChargeAction(
                kind: method.actionKind,
                data: "\(pageBaseURL)/pay/\(id)",
                expiresAt: now + actionSeconds
            )
        }
        if isDeclined { charge.decline("The bank declined the payment.") }
        return charge
    }

    /// Whether a repeated request asks for the same thing.
    func matches(_ charge: Charge) -> Bool {
        charge.amount == amount && charge.method == method && charge.token == token
    }
}

extension Charge {
    fileprivate mutating func decline(_ reason: String) {
        status = .declined
        self.reason = reason
        action = nil
    }

    /// Stands for a charge that was voided before it was asked for, so that asking for it later is refused.
    static func tombstone(_ id: PaymentID, amount: Money) -> Charge {
        Charge(
            id: id,
            amount: amount,
            method: .card,
            token: nil,
            callbackURL: nil,
            status: .voided,
            reason: "Voided before it was asked for."
        )
    }
}
