import JSON
import Models
import Postgres
import ServiceKit

extension CustomerStore {
    /// Moves everything of one customer to another and leaves an audit row. Both records are locked in the order of their
    /// ids, so that two merges of the same pair, either way round, wait for each other.
    func merge(
        _ other: CustomerID,
        into survivor: CustomerID,
        by actor: String,
        because reason: String,
        on session: borrowing Session
    ) throws -> Customer {
        try session.run(
            "SELECT id FROM customers WHERE id = ANY(\([survivor, other])) ORDER BY id FOR UPDATE"
        )
        let decision = try CustomerMerge.decide(
            survivor: find(survivor, on: session),
            other: find(other, on: session)
        )
        guard case .merge(let merged) = decision else { return try find(survivor, on: session) }

        let moved = try find(other, on: session)
        try moveRecord(of: other, into: merged, on: session)
        try moveCoupons(of: other, to: survivor, on: session)
        let points = try moveAccount(of: other, to: survivor, on: session)
        try session.run(
            """
            INSERT INTO customer_merges (id, survivor_id, merged_id, actor, reason, identities, points_moved)
            VALUES (\(EventID()), \(survivor), \(other), \(actor), \(reason),
                    \(JSONText(JSON.encode(moved.identities))), \(points))
            """
        )
        return try find(survivor, on: session)
    }

    private func moveRecord(of other: CustomerID, into merged: Customer, on session: borrowing Session) throws {
        _ = try session.pipeline([
            "UPDATE customer_identities SET customer_id = \(merged.id) WHERE customer_id = \(other)",
            """
            UPDATE customers
               SET name = \(merged.name), email = \(merged.email), phone = \(merged.phone),
                   version = version + 1, changed_at = now()
             WHERE id = \(merged.id)
            """,
            """
            UPDATE customers
               SET merged_into = \(merged.id), version = version + 1, changed_at = now()
             WHERE id = \(other) OR merged_into = \(other)
            """,
        ])
    }

    private func moveCoupons(of other: CustomerID, to survivor: CustomerID, on session: borrowing Session) throws {
        _ = try session.pipeline([
            "UPDATE coupon_redemptions SET customer_id = \(survivor) WHERE customer_id = \(other)",
            """
            INSERT INTO coupon_customers (code, customer_id, claimed)
            SELECT code, \(survivor)::uuid, claimed FROM coupon_customers WHERE customer_id = \(other)
                ON CONFLICT (code, customer_id)
                DO UPDATE SET claimed = coupon_customers.claimed + excluded.claimed
            """,
            "DELETE FROM coupon_customers WHERE customer_id = \(other)",
        ])
    }

    /// The ledger stays as it was written; the points move by a pair of new rows. Accounts are created where they are
    /// missing, because the other one's must say where orders that come later are booked.
    /// - Returns: the points moved.
    private func moveAccount(
        of other: CustomerID,
        to survivor: CustomerID,
        on session: borrowing Session
    ) throws -> Int64 {
        try session.run(
            """
            INSERT INTO accounts (customer_id)
            SELECT id FROM unnest(\([survivor, other].sorted())::uuid[]) AS id
                ON CONFLICT DO NOTHING
            """
        )
        try session.run(
            "SELECT 1 FROM accounts WHERE customer_id = ANY(\([survivor, other])) ORDER BY customer_id FOR UPDATE"
        )
        let accounts = AccountStore(outbox: outbox)
        let points = try accounts.lockedPoints(of: other, on: session)
        let answers = try session.pipeline([
            """
            UPDATE accounts s
               SET points = s.points + o.points, orders = s.orders + o.orders,
                   last_order_at = greatest(s.last_order_at, o.last_order_at)
              FROM accounts o
             WHERE s.customer_id = \(survivor) AND o.customer_id = \(other)
            RETURNING s.points
            """,
            """
            INSERT INTO account_spend (customer_id, currency, spent_minor)
            SELECT \(survivor)::uuid, currency, spent_minor FROM account_spend WHERE customer_id = \(other)
                ON CONFLICT (customer_id, currency)
                DO UPDATE SET spent_minor = account_spend.spent_minor + excluded.spent_minor
            """,
            "DELETE FROM account_spend WHERE customer_id = \(other)",
            "UPDATE accounts SET points = 0, orders = 0, last_order_at = NULL WHERE customer_id = \(other)",
            "UPDATE accounts SET merged_into = \(survivor) WHERE customer_id = \(other) OR merged_into = \(other)",
        ])
        guard points != 0 else { return 0 }
        let balance: Int64 = try answers[0].first?.get("points") ?? 0
        try accounts.post(
            [PointsPosting(kind: .mergedOut, delta: -points)],
            of: nil,
            endingAt: .init(customer: other, points: 0),
            on: session
        )
        try accounts.post(
            [PointsPosting(kind: .mergedIn, delta: points)],
            of: nil,
            endingAt: .init(customer: survivor, points: balance),
            on: session
        )
        return points
    }
}
