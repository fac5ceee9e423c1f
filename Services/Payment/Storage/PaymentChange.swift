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

    /// Refunds, ledger or events.
    var hasMoreThanRow: Bool {
        !decision.postings.isEmpty || !decision.announcements.isEmpty || !changedRefunds.isEmpty
    }

    var changedRefunds: [Refund] { after.refunds.filter { !before.refunds.contains($0) } }
}

/// Somebody else changed the payment since it was read; nothing was written.
struct ChangedMeanwhile: Error {}

extension [PaymentChange] {
    /// Writes rows, refunds, ledger and events of many payments in one transaction.
    ///
    /// - Parameter isWholeTransaction: Whether the transaction is for nothing else. Then rows that need no more than
    ///   themselves, as of money that somebody waits for, go down with its COMMIT.
    /// - Returns: for each change the payment as stored, or `ChangedMeanwhile`.
    func stored(
        on session: borrowing Session,
        isWholeTransaction: Bool = false,
        telling outbox: Outbox,
        wake: WakeSignal
    ) throws -> [Result<Payment, any Error>] {
        // Two changes of one payment at the same time: the row would take one of them, and nobody could say which.
        guard Set(map(\.after.id)).count == count else { throw ChangedMeanwhile() }
        let update = Payment.update(of: map(\.after))
        let isLast = isWholeTransaction && !contains(where: \.hasMoreThanRow)
        let rows = try isLast ? session.finish([update])[0] : session.query(update)
        var written = Set(try rows.map { try $0.get("id", as: PaymentID.self) })
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
