import Models
import Postgres
import ServiceKit

/// What orders cause. These run in the transaction of the event that was heard.
extension PaymentRepository {
    /// The payment that stands for an order; a failed or given up one does not.
    func standing(for order: OrderID, on session: borrowing Session) throws -> PaymentID? {
        try session.query("SELECT id FROM payments WHERE order_id = \(order) AND goal <> 'release'")
            .first?.get("id", as: PaymentID.self)
    }

    /// Books money that others took. An order that is told twice is booked once.
    func book(_ tendered: [Decision], on session: borrowing Session) throws {
        guard !tendered.isEmpty else { return }
        let rows = try session.query(Payment.insertion(of: tendered.map(\.payment), onConflict: ""))
        let new = Set(try rows.map { try $0.get("id", as: PaymentID.self) })
        let postings = tendered.filter { new.contains($0.payment.id) }.flatMap(\.postings)
        _ = try session.pipeline(Posting.insertions(of: postings))
    }

    /// An order waits for the end of its refund, so a refund that the rules refuse is said to have failed.
    func tellRefusal(
        of event: PaymentEvent,
        by payment: PaymentID,
        of order: OrderID,
        because error: PaymentError,
        on session: borrowing Session
    ) throws {
        guard case .refund(let refundID, let amount?, _) = event else { return }
        let refusal = RefundFailed(
            refundID: refundID,
            paymentID: payment,
            orderID: order,
            amount: amount,
            reason: String("\(error)".prefix(500)),
            at: .now
        )
        try outbox.append(refusal, on: session)
    }

    /// Gives up a payment, or an id that was never asked for, so that it cannot be asked for later.
    func release(_ id: PaymentID, reason: String) async throws -> Payment? {
        try await database.transaction { session in
            let buried = try session.run(
                """
                INSERT INTO payments (id, method, currency, amount_minor, capture_policy, stage, goal, status,
                                      capture_minor)
                VALUES (\(id), 'card', 'XXX', 0, 'onShipment', 'voided', 'release', 'voided', 0)
                    ON CONFLICT (id) DO NOTHING
                """
            )
            guard buried == 0 else { return nil }
            do {
                let released = try update(id, by: .release(reason: reason), on: session)
                try Failpoint.paymentReleaseInside.reachedInTransaction()
                return released
            } catch PaymentError.released {
                return nil
            }
        }
    }
}

extension Announcement {
    func payload(of payment: Payment, at now: Timestamp) -> any EventPayload {
        let (id, order) = (payment.id, payment.orderID)
        return switch self {
        case .authorised(let amount): PaymentAuthorised(paymentID: id, orderID: order, amount: amount, at: now)
        case .failed(let reason):
            PaymentFailed(paymentID: id, orderID: order, reason: String(reason.prefix(500)), at: now)
        case .captured(let amount): PaymentCaptured(paymentID: id, orderID: order, amount: amount, at: now)
        case .voided(let amount): PaymentVoided(paymentID: id, orderID: order, amount: amount, at: now)
        case .refundSucceeded(let refund):
            RefundSucceeded(refundID: refund.id, paymentID: id, orderID: order, amount: refund.amount, at: now)
        case .refundFailed(let refund):
            RefundFailed(
                refundID: refund.id,
                paymentID: id,
                orderID: order,
                amount: refund.amount,
                reason: String((refund.failure ?? "refused").prefix(500)),
                at: now
            )
        }
    }
}
