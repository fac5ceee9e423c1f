import Models

/// All that can happen to a payment.
enum PaymentEvent: Equatable, Sendable {
    /// The provider answered our command.
    case answered(ChargeReport)
    /// The provider spoke up by itself.
    case calledBack(ChargeReport)
    /// Our command may or may not have been carried out.
    case unanswered
    /// The provider definitely did not carry out our command.
    case refused(String)
    /// Take the money: all of it when no amount is named.
    case capture(Money?)
    /// Give back whatever stands.
    case release(reason: String)
    case refund(RefundID, Money?, reason: String)
}

extension Payment {
    /// The whole state machine: a payment and an event in, a decision out.
    func deciding(_ event: PaymentEvent, at now: Timestamp) throws(PaymentError) -> Decision {
        switch event {
        case .answered(let report):
            Decision(from: self, to: try learning(report).scheduled(after: self, attempted: true, at: now))
        case .calledBack(let report):
            Decision(from: self, to: try learning(report).scheduled(after: self, attempted: false, at: now))
        case .unanswered:
            Decision(from: self, to: unanswered().scheduled(after: self, attempted: true, at: now))
        case .refused(let why):
            Decision(from: self, to: refused(why).scheduled(after: self, attempted: true, at: now))
        case .capture(let amount):
            Decision(from: self, to: try capturing(amount).scheduled(after: self, attempted: false, at: now))
        case .release(let reason):
            Decision(from: self, to: releasing(reason).scheduled(after: self, attempted: false, at: now))
        case .refund(let id, let amount, let reason):
            Decision(
                from: self,
                to: try refunding(id, amount, reason: reason).scheduled(after: self, attempted: false, at: now)
            )
        }
    }
}
