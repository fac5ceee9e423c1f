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
    /// When it is looked at again is told by our clock, as the schedule has it.
    static var columns: SQL {
        """
        id, order_id, customer_id, method, currency, amount_minor, token, return_url, capture_policy, stage, goal,
        capture_minor, captured_minor, action_kind, action_data, action_expires_at, reason, outcome_unknown, attempts,
        next_at - \(sql: .serverAhead) AS next_at, version
        """
    }

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

    /// The statement that records payments; it returns the ids recorded.
    /// - Parameter onConflict: Says what becomes of a row whose id, or whose order, is taken.
    static func insertion(of payments: [Payment], onConflict: SQL) -> SQL {
        """
        INSERT INTO payments (
            id, order_id, customer_id, method, currency, amount_minor, token, return_url, capture_policy, stage, goal,
            status, capture_minor, authorised_minor, captured_minor, next_at, version
        )
        SELECT id, order_id, customer_id, method, currency, amount_minor, token, return_url, capture_policy, stage, goal,
               status, capture_minor, authorised_minor, captured_minor, next_at + \(sql: .serverAhead), version
          FROM unnest(
                   \(payments.map(\.id))::uuid[],
                   \(payments.map(\.orderID))::uuid[],
                   \(payments.map(\.customerID))::uuid[],
                   \(payments.map(\.method))::text[],
                   \(payments.map(\.amount.currency))::text[],
                   \(payments.map(\.amount.amountMinor))::bigint[],
                   \(payments.map(\.token))::text[],
                   \(payments.map(\.returnURL))::text[],
                   \(payments.map(\.capturePolicy))::text[],
                   \(payments.map(\.stage))::text[],
                   \(payments.map(\.goal))::text[],
                   \(payments.map(\.status))::text[],
                   \(payments.map(\.captureMinor))::bigint[],
                   \(payments.map(\.authorisedMinor))::bigint[],
                   \(payments.map(\.capturedMinor))::bigint[],
                   \(payments.map(\.nextAt))::timestamptz[],
                   \(payments.map(\.version))::bigint[]
               ) AS new (id, order_id, customer_id, method, currency, amount_minor, token, return_url, capture_policy,
                         stage, goal, status, capture_minor, authorised_minor, captured_minor, next_at, version)
            ON CONFLICT \(sql: onConflict) DO NOTHING
        RETURNING id
        """
    }

    /// The statement that writes everything that may change, each over the version before it only; it returns the ids
    /// written.
    static func update(of payments: [Payment]) -> SQL {
        """
        UPDATE payments
           SET stage = new.stage, goal = new.goal, status = new.status, capture_minor = new.capture_minor,
               authorised_minor = new.authorised_minor, captured_minor = new.captured_minor,
               refunding_minor = new.refunding_minor, refunded_minor = new.refunded_minor,
               waived_minor = new.waived_minor, action_kind = new.action_kind, action_data = new.action_data,
               action_expires_at = new.action_expires_at, reason = new.reason,
               outcome_unknown = new.outcome_unknown, attempts = new.attempts,
               next_at = new.next_at + \(sql: .serverAhead),
               version = new.version, changed_at = now()
          FROM unnest(
                   \(payments.map(\.id))::uuid[],
                   \(payments.map(\.stage))::text[],
                   \(payments.map(\.goal))::text[],
                   \(payments.map(\.status))::text[],
                   \(payments.map(\.captureMinor))::bigint[],
                   \(payments.map(\.authorisedMinor))::bigint[],
                   \(payments.map(\.capturedMinor))::bigint[],
                   \(payments.map(\.refundingMinor))::bigint[],
                   \(payments.map(\.refundedMinor))::bigint[],
                   \(payments.map(\.waivedMinor))::bigint[],
                   \(payments.map(\.action?.kind))::text[],
                   \(payments.map(\.action?.data))::text[],
                   \(payments.map(\.action?.expiresAt))::timestamptz[],
                   \(payments.map(\.reason))::text[],
                   \(payments.map(\.isOutcomeUnknown))::boolean[],
                   \(payments.map(\.attempts))::integer[],
                   \(payments.map(\.nextAt))::timestamptz[],
                   \(payments.map(\.version))::bigint[]
               ) AS new (id, stage, goal, status, capture_minor, authorised_minor, captured_minor, refunding_minor,
                         refunded_minor, waived_minor, action_kind, action_data, action_expires_at, reason,
                         outcome_unknown, attempts, next_at, version)
         WHERE payments.id = new.id AND payments.version = new.version - 1
        RETURNING payments.id
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
