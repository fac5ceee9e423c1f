import JSON
import Models
import Postgres
import ServiceKit

extension OrderRoutes {
    /// The state of an order for whoever has its link; nothing about the person who bought.
    func showOrderStatus(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let token = try request.parameter("token", as: String.self)
        guard let page = try await orders.statusPage(for: token) else {
            throw Problem.notFound("There is no order behind this link.")
        }
        var response =
            request.header("Accept")?.contains("text/html") == true
            ? ServiceResponse.text(type: "text/html; charset=utf-8", page.html) : .ok(page)
        response.headers[.vary] = "Accept"
        response.headers[.contentSecurityPolicy] = "default-src 'none'"
        return response
    }
}

/// What a status page shows.
struct OrderStatusPage: Sendable {
    struct Line: Sendable {
        let sku: SKU
        let quantity: Int
    }

    let number: String
    let status: OrderStatus
    let total: Money?
    let placedAt: Timestamp?
    let lines: [Line]
    let history: [(status: OrderStatus, at: Timestamp)]
}

extension OrderStatusPage: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("number", number)
            json.field("status", status)
            json.field("total", total)
            json.field("placedAt", placedAt)
            json.field("lines", lines)
            json.field(
                "history",
                array: { json in
                    for (status, at) in history {
                        json.nextElement()
                        json.object { json in
                            json.field("status", status)
                            json.field("at", at)
                        }
                    }
                }
            )
        }
    }
}

extension OrderStatusPage.Line: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("sku", sku)
            json.field("quantity", quantity)
        }
    }
}

extension OrderRepository {
    func statusPage(for token: String) async throws -> OrderStatusPage? {
        let rows = try await database.query(
            """
            SELECT id, number, status, currency, total_minor, placed_at, breakdown
              FROM orders
             WHERE status_token_hash = sha256(convert_to(\(token), 'UTF8'))
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
