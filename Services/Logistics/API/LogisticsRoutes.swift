import Models
import Postgres
import ServiceKit

/// Every path this service answers, in one place.
struct LogisticsRoutes: Sendable {
    let database: Database
    let shipments: ShipmentRepository
    let labels: LabelRepository
    let scans: ScanRepository

    var endpoints: [Endpoint] {
        let seen = Access.rolesOrServices([.customer, .guest, .support, .warehouse], [.order])
        return [
            .put("/v1/orders/{orderId}/shipment-stop", .services([.order]), stopShipments),

            .get("/v1/shipments", seen, listShipments),
            .get("/v1/shipments/{id}", seen, showShipment),
            .get("/v1/shipments/{id}/tracking", seen, showTracking),
            .post("/v1/shipments/{id}/dispatch", .roles([.warehouse]), dispatchShipment),
            .post("/v1/shipments/{id}/collection", .roles([.warehouse]), collectShipment),

            .get("/v1/shipments/{id}/label", .roles([.warehouse]), showLabel),
            .put("/v1/shipments/{id}/label", .roles([.warehouse]), printLabel),
            .delete("/v1/shipments/{id}/label", .roles([.warehouse]), voidLabel),

            .post("/v1/tracking-events", .roles([.channel, .warehouse]), trackParcels),
            .get("/v1/carriers", .roles([.warehouse, .support]), listCarriers),
        ]
    }
}
