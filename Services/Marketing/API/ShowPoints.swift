import JSON
import Models
import ServiceKit

extension MarketingRoutes {
    func showPoints(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("limit", "cursor")
        let page = try request.page()
        let customer = try visibleCustomer(request)
        let statement = try await customers.points(
            of: customer,
            before: try page.cursor?.position(),
            limit: page.limit
        )
        return .ok(PointsView(statement: statement, limit: page.limit))
    }
}

extension PageCursor {
    fileprivate func position() throws -> Int64 {
        guard parts.count == 1, let position = Int64(parts[0]) else {
            throw Problem.badRequest("The cursor is not one of this list.")
        }
        return position
    }
}

private struct PointsView: JSONWritable {
    let statement: PointsStatement
    let limit: Int

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("customerId", statement.customerID)
            json.field("balance", statement.balance)
            json.field("items", statement.entries)
            json.field("next", statement.entries.nextCursor(limit: limit, \.position))
        }
    }
}

extension PointsStatement.Entry: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind)
            json.field("delta", delta)
            json.field("balance", balance)
            json.field("orderId", orderID)
            json.field("reason", reason)
            json.field("at", at)
        }
    }
}

extension PointsPosting.Kind: JSONWritable {}
