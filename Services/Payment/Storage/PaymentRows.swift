import Models
import Postgres

extension PaymentMethod: PostgresBindable, PostgresReadable {}
extension PaymentStatus: PostgresBindable, PostgresReadable {}
extension Payment.Stage: PostgresBindable, PostgresReadable {}
extension Payment.Goal: PostgresBindable, PostgresReadable {}
extension Payment.CapturePolicy: PostgresBindable, PostgresReadable {}
extension Refund.Status: PostgresBindable, PostgresReadable {}
extension CustomerAction.Kind: PostgresBindable, PostgresReadable {}

extension Payment {
    static let columns: SQL = """
        id, order_id, customer_id, method, currency, amount_minor, token, return_url, capture_policy, stage, goal,
        capture_minor, captured_minor, action_kind, action_data, action_expires_at, reason, outcome_unknown, attempts,
        next_at, version
        """

    /// Reads a row and its refunds.
    /// - Throws: `PaymentError.released` for a tombstone, which is no payment.
    init(_ row: Row, refunds: [Refund]) throws {
        let id = try row.get("id", as: PaymentID.self)
        guard let orderID = try row.get("order_id", as: OrderID?.self) else { throw PaymentError.released(id) }
        self.init(
            id: id,
            orderID: orderID,
            customerID: try row.get("customer_id"),
            method: try row.get("method"),
            amount: Money(amountMinor: try row.get("amount_minor"), currency: try row.get("currency")),
            token: try row.get("token"),
            returnURL: try row.get("return_url"),
            capture: try row.get("capture_policy")
        )
        stage = try row.get("stage")
        goal = try row.get("goal")
        captureMinor = try row.get("capture_minor")
        capturedMinor = try row.get("captured_minor")
        self.refunds = refunds
        reason = try row.get("reason")
        isOutcomeUnknown = try row.get("outcome_unknown")
        attempts = try row.get("attempts")
        nextAt = try row.get("next_at")
        version = try row.get("version")
        if let kind = try row.get("action_kind", as: CustomerAction.Kind?.self) {
            action = CustomerAction(
                kind: kind,
                data: try row.get("action_data"),
                expiresAt: try row.get("action_expires_at")
            )
        }
    }

    /// What the provider granted, as far as it still stands.
    var authorisedMinor: Int64 { isSecured ? amount.amountMinor : 0 }

    /// - Parameter onConflict: Says what becomes of a row whose id, or whose order, is taken.
    func insertion(onConflict: SQL) -> SQL {
        """
        INSERT INTO payments (
            id, order_id, customer_id, method, currency, amount_minor, token, return_url, capture_policy, stage, goal,
            status, capture_minor, authorised_minor, captured_minor, next_at, version
        ) VALUES (
            \(id), \(orderID), \(customerID), \(method), \(amount.currency), \(amount.amountMinor), \(token),
            \(returnURL), \(capturePolicy), \(stage), \(goal), \(status), \(captureMinor), \(authorisedMinor),
            \(capturedMinor), \(nextAt), \(version)
        ) ON CONFLICT \(sql: onConflict) DO NOTHING
        """
    }

    /// Writes everything that may change, over the version before this one only.
    var update: SQL {
        """
        UPDATE payments
           SET stage = \(stage), goal = \(goal), status = \(status), capture_minor = \(captureMinor),
               authorised_minor = \(authorisedMinor), captured_minor = \(capturedMinor),
               refunding_minor = \(refundingMinor), refunded_minor = \(refundedMinor), waived_minor = \(waivedMinor),
               action_kind = \(action?.kind), action_data = \(action?.data), action_expires_at = \(action?.expiresAt),
               reason = \(reason), outcome_unknown = \(isOutcomeUnknown), attempts = \(attempts), next_at = \(nextAt),
               version = \(version), changed_at = now()
         WHERE id = \(id) AND version = \(version - 1)
        """
    }
}

extension Refund {
    init(_ row: Row, currency: Currency) throws {
        self.init(
            id: try row.get("id"),
            amount: Money(amountMinor: try row.get("amount_minor"), currency: currency),
            reason: try row.get("reason"),
            status: try row.get("status"),
            isWaived: try row.get("waived"),
            failure: try row.get("failure")
        )
    }

    func upsert(of payment: PaymentID) -> SQL {
        """
        INSERT INTO refunds (id, payment_id, amount_minor, reason, status, waived, failure)
        VALUES (\(id), \(payment), \(amount.amountMinor), \(reason), \(status), \(isWaived), \(failure))
            ON CONFLICT (id) DO UPDATE
           SET status = EXCLUDED.status, waived = EXCLUDED.waived, failure = EXCLUDED.failure, changed_at = now()
         WHERE refunds.payment_id = EXCLUDED.payment_id
        """
    }
}
