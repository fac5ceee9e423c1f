import JSON
import Models
import Postgres
import ServiceKit

extension LogisticsRoutes {
    /// The customer says the code at the counter and takes the goods along.
    func collectShipment(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id = try request.parameter("id", as: ShipmentID.self)
        let collection: CollectShipmentRequest = try request.decode()
        return try await request.once(in: database) { session in
            try .ok(
                move(id, for: request.caller, on: session) { try $0.collect(id, code: collection.code, at: .now) }
            )
        }
    }

    /// Applies a rule to a shipment's order and shows the shipment as it is then.
    func move(
        _ id: ShipmentID,
        for caller: Caller,
        on session: borrowing Session,
        by rule: (inout Fulfilment) throws -> [ShipmentNews]
    ) throws -> ShipmentView {
        let fulfilment = try shipments.update(orderOf: id, on: session, by: rule)
        return ShipmentView(try fulfilment.shipment(id), for: caller)
    }
}

struct CollectShipmentRequest: JSONReadable {
    let code: PickupCode

    init?(json: JSONNode) {
        guard let code: PickupCode = json.required("code") else { return nil }
        self.code = code
    }
}
