import JSON
import Models
import ServiceKit

extension LogisticsRoutes {
    func showShipment(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        return .ok(ShipmentView(try await seen(request), for: request.caller))
    }

    /// All shipments of one order that the caller may see; of somebody else's order, none.
    func listShipments(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("orderId")
        guard let orderID = try request.query("orderId", as: OrderID.self) else {
            throw Problem.badRequest("Say which order's shipments: ?orderId=")
        }
        guard let scope = request.caller.scope else { return .ok(Page<ShipmentView>(items: [], next: nil)) }
        let found = try await shipments.list(of: orderID, in: scope)
        return .ok(Page(items: found.map { ShipmentView($0, for: request.caller) }, next: nil))
    }

    func showTracking(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let shipment = try await seen(request)
        return try await .ok(TrackingView(shipment: shipment, timeline: scans.timeline(of: shipment.id)))
    }

    /// Somebody else's shipment is not there.
    private func seen(_ request: ServiceRequest) async throws -> Shipment {
        let id = try request.parameter("id", as: ShipmentID.self)
        guard let scope = request.caller.scope else { throw LogisticsError.shipmentNotFound(id) }
        return try await shipments.find(id, in: scope)
    }
}

extension Caller {
    /// Whose shipments the caller may see; none for a guest whom nobody knows as a customer.
    fileprivate var scope: ShipmentScope? {
        if service != nil || hasAny(of: [.support, .warehouse]) { return .everybody }
        return customerID.map(ShipmentScope.customer)
    }
}
