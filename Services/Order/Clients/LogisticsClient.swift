import Models
import ServiceKit

/// Logistics over HTTP.
struct LogisticsClient: ShipmentClient {
    let service: ServiceClient

    func stop(_ orderID: OrderID, _ context: CallContext) async throws -> Bool {
        let response = try await service.put("/v1/orders/\(orderID)/shipment-stop", context: context)
        if response.status == 409, response.problemType?.hasSuffix("already-shipped") == true { return false }
        try response.requireAccepted()
        return true
    }
}
