import Models
import Postgres
import ServiceKit

/// Payments as rows. Every change locks the row, asks the rule, and commits row, refunds, ledger and events together.
///
/// Intents and changes that arrive while a commit is under way share the next one.
struct PaymentRepository: Sendable {
    let database: Database
    let outbox: Outbox
    /// Tells the worker that a committed change left something to do.
    let wake: WakeSignal
    private let intents: BatchWriter<Payment, Bool>
    private let changes: BatchWriter<PaymentChange, Payment>

    init(database: Database, outbox: Outbox, wake: WakeSignal) {
        self.database = database
        self.outbox = outbox
        self.wake = wake
        intents = BatchWriter(database, name: "payment-intents") { payments, session in
            let rows = try session.finish([Payment.insertion(of: payments, onConflict: "(id)")])[0]
            var recorded = Set(try rows.map { try $0.get("id", as: PaymentID.self) })
            // Of one id asked for twice at the same time, one recorded it.
            return payments.map { .success(recorded.remove($0.id) != nil) }
        }
        changes = BatchWriter(database, name: "payment-changes") { changes, session in
            try changes.stored(on: session, isWholeTransaction: true, telling: outbox, wake: wake)
        }
    }

    /// How an id was found when it was to be recorded.
    enum Recording: Sendable {
        case recorded(Payment)
        case known(Payment)
    }

    /// Writes down what is about to be asked of the provider, before it is asked.
    func record(_ payment: Payment) async throws -> Recording {
        do {
            if try await intents.submit(payment) { return .recorded(payment) }
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
    /// - Parameter isAwaited: Whether somebody gets the payment as their answer.
    func update(seen: Payment, by event: PaymentEvent, isAwaited: Bool) async throws -> Payment {
        var decision = try seen.deciding(event, at: .now)
        if isAwaited { decision.announcements.removeAll(where: \.isAnswer) }
        guard decision.payment != seen else { return try await update(seen.id, by: event) }
        do {
            return try await changes.submit(PaymentChange(from: seen, to: decision))
        } catch is ChangedMeanwhile {
            return try await update(seen.id, by: event)
        } catch let error as PostgresError where error.isUniqueViolation {
            return try await update(seen.id, by: event)
        }
    }

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
        let change = PaymentChange(from: payment, to: decision)
        return try [change].stored(on: session, telling: outbox, wake: wake)[0].get()
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
