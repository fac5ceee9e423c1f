import Models
import ServiceKit

extension LogisticsRoutes {
    /// The parcel leaves: payment captures, stock goes out, the customer hears of it.
    func dispatchShipment(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id = try request.parameter("id", as: ShipmentID.self)
        try request.requireNoBody()
        return try await request.once(in: database) { session in
            try .ok(move(id, for: request.caller, on: session) { try $0.dispatch(id, at: .now) })
        }
    }
}
