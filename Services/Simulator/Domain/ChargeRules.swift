import Models

extension Charge {
    /// The change that a command causes, or nil when it was carried out before.
    func change(for command: ChargeCommand, at now: Timestamp) throws(Refusal) -> ChargeChange? {
        // An approval that comes too late finds the charge expired, as it would find it later.
        if isExpired(at: now) { return .expired }
        return switch command {
        case .approve: try approval()
        case .reject: try rejection()
        case .capture(let money): try capture(money)
        case .void: try voiding()
        case .refund(let refundID, let money): try refund(refundID, money)
        }
    }

    private func approval() throws(Refusal) -> ChargeChange? {
        switch status {
        case .awaitingCustomer: .approved
        case .authorised, .captured: nil
        case .declined, .voided: throw .notPossible(status)
        }
    }

    private func rejection() throws(Refusal) -> ChargeChange? {
        switch status {
        case .awaitingCustomer: .rejected
        case .declined: nil
        case .authorised, .captured, .voided: throw .notPossible(status)
        }
    }

    private func capture(_ money: Money) throws(Refusal) -> ChargeChange? {
        guard money.currency == amount.currency else { throw .currencyDiffers }
        guard money.amountMinor > 0, money.amountMinor <= amount.amountMinor else { throw .captureExceeds(amount) }
        switch status {
        case .authorised: return .captured(money)
        case .captured:
            guard money.amountMinor == capturedMinor else {
                throw .captureDiffers(captured: Money(amountMinor: capturedMinor, currency: amount.currency))
            }
            return nil
        case .awaitingCustomer, .declined, .voided: throw .notPossible(status)
        }
    }

    private func voiding() throws(Refusal) -> ChargeChange? {
        switch status {
        case .awaitingCustomer, .authorised: .voided
        case .declined, .voided: nil
        case .captured: throw .notPossible(status)
        }
    }

    private func refund(_ refundID: RefundID, _ money: Money) throws(Refusal) -> ChargeChange? {
        guard money.currency == amount.currency else { throw .currencyDiffers }
        if let known = refunds.first(where: { $0.id == refundID }) {
            guard known.amount == money else { throw .refundDiffers(refundID) }
            return nil
        }
        guard status == .captured else { throw .notPossible(status) }
        let left = capturedMinor - refundedMinor
        guard money.amountMinor > 0, money.amountMinor <= left else {
            throw .refundExceeds(Money(amountMinor: left, currency: amount.currency))
        }
        return token == CardToken.refundFails.rawValue
            ? .refundFailed(refundID, money, reason: "The account is closed.") : .refunded(refundID, money)
    }
}
