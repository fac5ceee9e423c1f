import Models
import ServiceKit

extension OrderRoutes {
    /// One list over all channels; everybody sees what is theirs.
    func listOrders(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("channelId", "status", "externalId", "number", "customerId", "limit", "cursor")
        let filter = OrderFilter(
            channelID: try request.query("channelId"),
            status: try request.query("status", among: OrderStatus.self),
            externalID: try request.query("externalId"),
            number: try request.query("number"),
            customerID: try request.query("customerId")
        )
        return .ok(try await orders.list(filter, in: OrderScope(request.caller), request.page()))
    }

    func showOrder(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let order = try await orders.detail(request.parameter("id"), in: OrderScope(request.caller))
        return .ok(order, etag: order.documents.version)
    }
}
