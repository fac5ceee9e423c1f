import Models

@testable import PaymentService

/// The payment's row, its ledger and what was announced: what a transaction leaves, without a database.
struct PaymentBooks {
    private(set) var payment: Payment?
    private(set) var announcements: [Announcement] = []
    private(set) var postings: [Posting] = []
    let bug: PaymentBug?

    init(bug: PaymentBug?) {
        self.bug = bug
    }

    mutating func record(_ intent: Payment) {
        if payment == nil { payment = intent }
    }

    /// As the worker takes what is due; the lease is not a change of the payment.
    mutating func claim(at now: Timestamp) -> Payment? {
        guard let nextAt = payment?.nextAt, nextAt <= now else { return nil }
        let found = payment
        payment?.nextAt = now + 15
        return found
    }

    /// As the repository does it: on the payment as it was seen unless somebody changed it meanwhile.
    mutating func update(seen: Payment?, by event: PaymentEvent, at now: Timestamp) throws(PaymentError) {
        guard let current = payment else { return }
        let isFresh = seen?.version == current.version || bug == .writtenBlindly
        let before = isFresh ? seen ?? current : current
        var decision = try decide(before, told(event), at: now)
        if let seen, isFresh, decision.payment == seen { decision = try decide(current, told(event), at: now) }
        guard decision.payment != current else { return }
        var next = decision.payment
        next.version = current.version + 1
        payment = next
        announcements += decision.announcements
        postings += decision.postings
    }

    private func told(_ event: PaymentEvent) -> PaymentEvent {
        bug == .unknownTakenForFailed && event == .unanswered ? .refused("no answer") : event
    }

    private func decide(
        _ before: Payment,
        _ event: PaymentEvent,
        at now: Timestamp
    ) throws(PaymentError) -> Decision {
        var decision = try before.deciding(event, at: now)
        switch (bug, event) {
        case (.lateFailureOverwrites, .calledBack(let report)) where report.stage == .declined:
            var next = decision.payment
            next.stage = .declined
            decision = Decision(payment: next)
        case (.captureForgotten, .answered), (.captureForgotten, .calledBack):
            guard before.stage != .captured, decision.payment.goal == .release else { break }
            var next = decision.payment
            let owed = next.releaseRefundID
            next.refunds.removeAll { $0.id == owed }
            next.nextAt = nil
            decision = Decision(payment: next, announcements: decision.announcements, postings: decision.postings)
        case (.bookedAgain, .calledBack(let report)) where report.stage == .captured:
            decision.postings.append(.capture(before.money(report.capturedMinor), of: before))
        default: break
        }
        return decision
    }
}
