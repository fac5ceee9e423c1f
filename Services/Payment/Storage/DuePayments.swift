import Models
import Postgres

extension PaymentRepository {
    /// Longer than any call to a provider takes: who claimed a payment and died leaves it to others after this time.
    static let leaseSeconds = 15

    /// Takes up to `limit` payments that are due, for this process alone until the lease ends.
    func claimDue(limit: Int) async throws -> [Payment] {
        let rows = try await database.query(
            """
            WITH due AS (
                SELECT id
                  FROM payments
                 WHERE next_at <= now()
                 ORDER BY next_at
                 LIMIT \(limit)
                   FOR UPDATE SKIP LOCKED
            )
            UPDATE payments
               SET next_at = now() + make_interval(secs => \(Self.leaseSeconds))
              FROM due
             WHERE payments.id = due.id
            RETURNING payments.id
            """
        )
        let ids = try rows.map { try $0.get("id", as: PaymentID.self) }
        guard !ids.isEmpty else { return [] }
        async let refunds = database.query(Self.refunds(of: ids))
        let found = try await database.query(
            "SELECT \(sql: Payment.columns) FROM payments WHERE id = ANY(\(ids)::uuid[])"
        )
        return try Self.payments(found, refunds: try await refunds)
    }

    /// How many payments have something left to do, and how long the oldest of them has been due.
    func backlog() async throws -> (count: Int, oldestSeconds: Double) {
        let rows = try await database.query(
            """
            SELECT count(*) AS waiting, coalesce(greatest(extract(epoch FROM now() - min(next_at)), 0), 0)::float8 AS age
              FROM payments
             WHERE next_at IS NOT NULL
            """
        )
        guard let row = rows.first else { return (0, 0) }
        return (try row.get("waiting"), try row.get("age"))
    }
}
