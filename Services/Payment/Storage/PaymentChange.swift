import Models
import Postgres
import ServiceKit

/// A payment as it was seen, and what a rule decided about it.
struct PaymentChange: Sendable {
    let before: Payment
    let decision: Decision
    /// Of the version that is stored.
    let after: Payment

    init(from before: Payment, to decision: Decision) {
        self.before = before
        self.decision = decision
        var after = decision.payment
        after.version += 1
        self.after = after
    }

    var changedRefunds: [Refund] { after.refunds.filter { !before.refunds.contains($0) } }
}

/// Somebody else changed the payment since it was read; nothing was written.
struct ChangedMeanwhile: Error {}

extension [PaymentChange] {
    /// Writes rows, refunds, ledger and events of many payments in one transaction.
    ///
    /// One round trip and the events for the usual batch, one more where money was captured or is given back.
    /// - Returns: for each change the payment as stored, or `ChangedMeanwhile`.
    func stored(
        on session: borrowing Session,
        telling outbox: Outbox,
        wake: WakeSignal
    ) throws -> [Result<Payment, any Error>] {
        let rows = try session.query(Payment.update(of: map(\.after)))
        var written = Set(try rows.map { try $0.get("id", as: PaymentID.self) })
        // Two changes of one payment at the same time: the row took one of them, and nobody can say which.
        guard Set(map(\.after.id)).count == count else { throw ChangedMeanwhile() }
        let stored = filter { written.contains($0.after.id) }
        try stored.writeRefundsAndLedger(on: session)
        let news = stored.flatMap { change in
            change.decision.announcements.map { $0.payload(of: change.after, at: .now) }
        }
        try outbox.append(news, on: session)
        if stored.contains(where: { $0.after.nextAt.map { $0 <= .now } ?? false }) {
            session.onCommit { wake.wake() }
        }
        return map { change in
            written.remove(change.after.id) != nil ? .success(change.after) : .failure(ChangedMeanwhile())
        }
    }

    private func writeRefundsAndLedger(on session: borrowing Session) throws {
        let refunds = flatMap { change in change.changedRefunds.map { (refund: $0, payment: change.after.id) } }
        let statements =
            refunds.map { $0.refund.upsert(of: $0.payment) } + Posting.insertions(of: flatMap(\.decision.postings))
        guard !statements.isEmpty else { return }
        // A refund's id that belongs to another payment was left alone by the upsert.
        for ((refund, _), rows) in zip(refunds, try session.pipeline(statements)) where rows.affected == 0 {
            throw PaymentError.refundDiffers(refund.id)
        }
    }
}
