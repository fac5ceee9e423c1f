import Models

extension Payment {
    /// Joins what the provider reports with what is known. Every part only grows, so order and repetition do not matter.
    func learning(_ report: ChargeReport) throws(PaymentError) -> Payment {
        guard accepts(report) else { throw .reportContradicts(id) }
        var next = self
        next.isOutcomeUnknown = false
        if report.stage.rank > stage.rank {
            next.stage = report.stage
            next.reason = report.reason ?? reason
        }
        next.action = next.stage == .awaitingCustomer ? report.action ?? action : nil
        if next.stage == .captured { next.capturedMinor = max(capturedMinor, report.capturedMinor) }
        // Nobody wants a charge any more that failed or was undone, whoever did it. Should it come back, it is released.
        if next.stage == .declined || next.stage == .voided { next.goal = .release }
        for (index, refund) in next.refunds.enumerated() where refund.status == .requested {
            guard let told = report.refunds.first(where: { $0.id == refund.id }) else { continue }
            next.refunds[index].status = told.status
            next.refunds[index].failure = told.status == .failed ? told.reason ?? "refused by the provider" : nil
        }
        return next.waivingUntaken().owingRest()
    }

    /// Whether a report can be about this payment at all.
    func accepts(_ report: ChargeReport) -> Bool {
        report.amount == amount && (0...amount.amountMinor).contains(report.capturedMinor)
            && (report.stage == .captured) == (report.capturedMinor > 0)
    }

    /// What is owed back of a charge that ended without a capture was never taken.
    private func waivingUntaken() -> Payment {
        guard stage == .voided || stage == .declined else { return self }
        var next = self
        for index in next.refunds.indices where next.refunds[index].status == .requested {
            next.refunds[index].status = .succeeded
            next.refunds[index].isWaived = true
        }
        return next
    }

    /// What was captured although the shop had given up the order goes back by itself.
    func owingRest() -> Payment {
        guard goal == .release, stage == .captured, refundableMinor > 0,
            !refunds.contains(where: { $0.id == releaseRefundID })
        else { return self }
        var next = self
        next.refunds.append(
            Refund(id: releaseRefundID, amount: money(refundableMinor), reason: reason ?? "The order was given up.")
        )
        return next.payingOut()
    }

    func unanswered() -> Payment {
        var next = self
        next.isOutcomeUnknown = nextCommand != nil
        return next
    }

    /// A charge that the provider refused to open has failed; anything else stays wanted and is tried again.
    func refused(_ why: String) -> Payment {
        var next = self
        next.isOutcomeUnknown = false
        guard stage == .new else { return next }
        next.stage = goal == .release ? .voided : .declined
        next.goal = .release
        next.reason = why
        return next
    }
}
