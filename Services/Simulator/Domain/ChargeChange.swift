import Models

/// What happened to a charge: the content of one line of the journal.
enum ChargeChange: Equatable, Sendable {
    case opened(Charge)
    case approved, rejected, expired, voided
    case captured(Money)
    case refunded(RefundID, Money)
    case refundFailed(RefundID, Money, reason: String)
}

extension ChargeChange {
    /// The charge after the change. Replaying a journal is nothing but this, line by line.
    func applied(to charge: Charge?) -> Charge? {
        if case .opened(let opened) = self { return opened }
        guard var charge else { return nil }
        charge.sequence += 1
        switch self {
        case .opened: break
        case .approved: charge.settle(.authorised)
        case .rejected: charge.settle(.declined, reason: "The customer rejected the payment.")
        case .expired: charge.settle(.declined, reason: "The customer did not pay in time.")
        case .voided: charge.settle(.voided)
        case .captured(let money):
            charge.settle(.captured)
            charge.capturedMinor = money.amountMinor
        case .refunded(let id, let money):
            charge.refunds.append(ChargeRefund(id: id, amount: money, status: .succeeded))
        case .refundFailed(let id, let money, let reason):
            charge.refunds.append(ChargeRefund(id: id, amount: money, status: .failed, reason: reason))
        }
        return charge
    }
}

extension Charge {
    fileprivate mutating func settle(_ status: Status, reason: String? = nil) {
        self.status = status
        self.reason = reason
        action = nil
    }
}
