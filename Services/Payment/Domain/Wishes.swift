import Models

extension Payment {
    /// Takes the money once: a repeated capture is the same capture, another amount is refused.
    func capturing(_ wanted: Money?) throws(PaymentError) -> Payment {
        if let wanted, wanted.currency != amount.currency { throw .currencyDiffers(amount.currency) }
        if let wanted, wanted.amountMinor <= 0 { throw .amountNotPositive }
        switch goal {
        case .release: throw .notAuthorised(id, status)
        case .collect:
            guard wanted == nil || wanted?.amountMinor == captureMinor else {
                throw .alreadyCaptured(id, money(captureMinor))
            }
            return self
        case .hold:
            if let wanted, wanted.amountMinor > captureMinor { throw .captureExceeds(available: money(captureMinor)) }
            var next = self
            next.goal = .collect
            next.captureMinor = wanted?.amountMinor ?? captureMinor
            return next
        }
    }

    /// Gives back whatever stands: what is held is voided, what was taken is refunded. Releasing twice is the same.
    func releasing(_ why: String) -> Payment {
        guard goal != .release else { return self }
        var next = self
        next.goal = .release
        next.reason = why
        return next.owingRest()
    }

    /// Owes money back. Before the goods left and the money was taken, that much is simply never taken.
    func refunding(_ refundID: RefundID, _ wanted: Money?, reason: String) throws(PaymentError) -> Payment {
        if let wanted, wanted.currency != amount.currency { throw .currencyDiffers(amount.currency) }
        if let known = refunds.first(where: { $0.id == refundID }) {
            guard wanted == nil || wanted == known.amount else { throw .refundDiffers(refundID) }
            return self
        }
        guard isSecured, goal != .release else { throw .nothingToRefund(id, status) }
        let minor = wanted?.amountMinor ?? refundableMinor
        guard minor > 0 else { throw wanted == nil ? .nothingToRefund(id, status) : .amountNotPositive }
        guard minor <= refundableMinor else { throw .refundExceeds(available: money(refundableMinor)) }

        var next = self
        var refund = Refund(id: refundID, amount: money(minor), reason: reason)
        if goal == .hold && stage == .authorised {
            refund.status = .succeeded
            refund.isWaived = true
            next.captureMinor -= minor
            if next.captureMinor == 0 {
                next.goal = .release
                next.reason = reason
            }
        }
        next.refunds.append(refund)
        return next.payingOut()
    }

    /// A till or a marketplace pays back what it took by itself; here it is only booked.
    func payingOut() -> Payment {
        guard method.isTender else { return self }
        var next = self
        for index in next.refunds.indices where next.refunds[index].status == .requested {
            next.refunds[index].status = .succeeded
        }
        return next
    }
}
