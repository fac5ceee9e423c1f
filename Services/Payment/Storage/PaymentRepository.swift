import Models
import Postgres
import ServiceKit

/// Payments as rows. Every change locks the row, asks the rule, and commits row, refunds, ledger and events together.
struct PaymentRepository: Sendable {
    let database: Database
    let outbox: Outbox
    /// Tells the worker that a committed change left something to do.
    let wake: WakeSignal

    /// How an id was found when it was to be recorded.
    enum Recording: Sendable {
        case recorded(Payment)
        case known(Payment)
    }

    /// Writes down what is about to be asked of the provider, before it is asked.
    func record(_ payment: Payment) async throws -> Recording {
        do {
            if try await database.run(payment.insertion(onConflict: "(id)")) == 1 { return .recorded(payment) }
        } catch let error as PostgresError where error.constraint == "payments_one_live_per_order" {
            throw PaymentError.orderHasPayment(payment.orderID)
        }
        return .known(try await find(payment.id))
    }

    func find(_ id: PaymentID) async throws -> Payment {
        async let refunds = database.query(Self.refunds(of: [id]))
        let rows = try await database.query("SELECT \(sql: Payment.columns) FROM payments WHERE id = \(id)")
        guard let payment = try Self.payments(rows, refunds: try await refunds).first else {
            throw PaymentError.notFound(id)
        }
        return payment
    }

    /// Locks the payment, applies the event, and commits.
    func update(_ id: PaymentID, by event: PaymentEvent) async throws -> Payment {
        try await database.transaction { session in try update(id, by: event, on: session) }
    }

    /// Applies the event to the payment as it was seen, without reading it again; when somebody changed it meanwhile, to
    /// the payment as it is. Most of the time nobody did.
    func update(seen: Payment, by event: PaymentEvent) async throws -> Payment {
        let decision = try seen.deciding(event, at: .now)
        guard decision.payment != seen else { return try await update(seen.id, by: event) }
        do {
            return try await database.transaction { session in try store(decision, after: seen, on: session) }
        } catch is ChangedMeanwhile {
            return try await update(seen.id, by: event)
        } catch let error as PostgresError where error.isUniqueViolation {
            return try await update(seen.id, by: event)
        }
    }

    private struct ChangedMeanwhile: Error {}

    /// The same as part of a larger transaction.
    func update(_ id: PaymentID, by event: PaymentEvent, on session: borrowing Session) throws -> Payment {
        let found = try session.pipeline([
            "SELECT \(sql: Payment.columns) FROM payments WHERE id = \(id) FOR UPDATE",
            Self.refunds(of: [id]),
        ])
        guard let payment = try Self.payments(found[0], refunds: found[1]).first else {
            throw PaymentError.notFound(id)
        }
        let decision = try payment.deciding(event, at: .now)
        guard decision.payment != payment else { return payment }
        return try store(decision, after: payment, on: session)
    }

    private func store(_ decision: Decision, after before: Payment, on session: borrowing Session) throws -> Payment {
        var payment = decision.payment
        payment.version += 1
        let changedRefunds = payment.refunds.filter { !before.refunds.contains($0) }
        let written = try session.pipeline(
            [payment.update] + changedRefunds.map { $0.upsert(of: payment.id) }
                + decision.postings.flatMap(\.insertions)
        )
        guard written.first?.affected == 1 else { throw ChangedMeanwhile() }
        // A refund's id that belongs to another payment was left alone by the upsert.
        for (refund, rows) in zip(changedRefunds, written.dropFirst()) where rows.affected == 0 {
            throw PaymentError.refundDiffers(refund.id)
        }
        try outbox.append(decision.announcements.map { $0.payload(of: payment, at: .now) }, on: session)
        if let nextAt = payment.nextAt, nextAt <= .now { session.onCommit { [wake] in wake.wake() } }
        return payment
    }

    static func refunds(of ids: [PaymentID]) -> SQL {
        """
        SELECT id, payment_id, amount_minor, reason, status, waived, failure
          FROM refunds
         WHERE payment_id = ANY(\(ids)::uuid[])
         ORDER BY created_at, id
        """
    }

    static func payments(_ rows: Rows, refunds: Rows) throws -> [Payment] {
        let owned = try Dictionary(grouping: refunds) { try $0.get("payment_id", as: PaymentID.self) }
        return try rows.map { row in
            let refunds = try owned[row.get("id")] ?? []
            return try Payment(row, refunds: refunds.map { try Refund($0, currency: row.get("currency")) })
        }
    }
}
