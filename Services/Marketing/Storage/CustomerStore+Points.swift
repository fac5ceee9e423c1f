import Models
import Postgres

extension CustomerStore {
    func points(of customer: CustomerID, before position: Int64?, limit: Int) async throws -> PointsStatement {
        async let balances = database.query(
            """
            SELECT coalesce(a.points, 0) AS points
              FROM customers c
              LEFT JOIN accounts a ON a.customer_id = c.id
             WHERE c.id = \(customer)
            """
        )
        let entries = try await database.query(
            """
            SELECT position, kind, delta, balance, order_id, reason, at
              FROM points_ledger
             WHERE customer_id = \(customer) AND position < \(position ?? .max)
             ORDER BY position DESC
             LIMIT \(limit)
            """
        )
        guard let balance = try await balances.first else { throw CustomerError.notFound(customer) }
        return PointsStatement(
            customerID: customer,
            balance: try balance.get("points"),
            entries: try entries.map(PointsStatement.Entry.init)
        )
    }
}

extension PointsStatement.Entry {
    fileprivate init(_ row: Row) throws {
        self.init(
            position: try row.get("position"),
            kind: try row.get("kind"),
            delta: try row.get("delta"),
            balance: try row.get("balance"),
            orderID: try row.get("order_id"),
            reason: try row.get("reason"),
            at: try row.get("at")
        )
    }
}
