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
