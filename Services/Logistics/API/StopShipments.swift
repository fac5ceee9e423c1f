import JSON
import Models
import Postgres
import ServiceKit

extension LogisticsRoutes {
    /// Asked before an order is cancelled: after 204 nothing of it will leave, even if it is planned only later.
    func stopShipments(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let orderID = try request.parameter("orderId", as: OrderID.self)
        try request.requireNoBody()
        try await database.transaction { session in
            try shipments.stop(orderID, at: .now, on: session)
        }
        return .noContent
    }
}

extension ServiceRequest {
    /// For a route that takes no fields: nothing, or an empty object.
    func requireNoBody() throws {
        if !body.isEmpty { _ = try decode(NoFields.self) }
    }
}

private struct NoFields: JSONReadable {
    init?(json: JSONNode) {
        guard json.kind == .object else {
            json.fail("must be an empty object, or nothing")
            return nil
        }
    }
}
