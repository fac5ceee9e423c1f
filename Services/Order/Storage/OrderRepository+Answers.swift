import Models
import Postgres
import ServiceKit

/// What is read for one answer alone: a checkout that is asked about, a status page.
extension OrderRepository {
    /// How a checkout stands according to its row.
    func checkout(_ id: OrderID, in scope: OrderScope, _ links: StatusLinks) async throws -> Checkout {
        let rows = try await database.query(
            """
            SELECT number, status, currency, total_minor, action, refusal,
                   (SELECT secret
                      FROM unnest(\(links.candidates(for: id).map(\.secret))::text[]) AS secret
                     WHERE sha256(convert_to(secret, 'UTF8')) = coalesce(link_hash, status_token_hash)) AS secret
              FROM orders
             WHERE id = \(id) AND origin = 'web' AND \(sql: scope.condition)
            """
        )
        guard let row = rows.first else { throw OrderError.notFound(id) }
        let currency = try row.get("currency", as: Currency.self)
        return Checkout(
            orderID: id,
            number: try row.get("number"),
            status: try row.get("status"),
            total: try row.get("total_minor", as: Int64?.self).map { Money(amountMinor: $0, currency: currency) },
            action: try row.get("action"),
            refusal: try row.jsonIfPresent("refusal"),
            statusToken: try row.get("secret", as: String?.self).map { StatusToken(orderID: id, secret: $0) }
        )
    }

    /// - Parameter text: A token, or the secret alone, as links were before they named their order.
    func statusPage(for text: String) async throws -> OrderStatusPage? {
        let isMeant: SQL =
            if let token = StatusToken(text) {
                """
                id = \(token.orderID)
                AND coalesce(link_hash, status_token_hash) = sha256(convert_to(\(token.secret), 'UTF8'))
                """
            } else {
                "status_token_hash = sha256(convert_to(\(text), 'UTF8'))"
            }
        let rows = try await database.query(
            """
            SELECT id, number, status, currency, total_minor, placed_at, breakdown
              FROM orders
             WHERE \(sql: isMeant)
            """
        )
        guard let row = rows.first else { return nil }
        let currency = try row.get("currency", as: Currency.self)
        let breakdown = try row.jsonIfPresent("breakdown", as: Breakdown.self)
        let history = try await database.query(
            """
            SELECT to_status, at
              FROM order_history
             WHERE order_id = \(row.get("id", as: OrderID.self))
             ORDER BY version
            """
        )
        return OrderStatusPage(
            number: try row.get("number"),
            status: try row.get("status"),
            total: try row.get("total_minor", as: Int64?.self).map { Money(amountMinor: $0, currency: currency) },
            placedAt: try row.get("placed_at"),
            lines: (breakdown?.lines ?? []).map { .init(sku: $0.sku, quantity: $0.quantity.value) },
            history: try history.map { (try $0.get("to_status"), try $0.get("at")) }
        )
    }
}
