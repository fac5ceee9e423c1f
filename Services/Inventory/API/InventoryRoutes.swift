import Models
import Postgres
import ServiceKit

/// Every path this service answers, in one place.
struct InventoryRoutes: Sendable {
    let database: Database
    let locations: LocationRepository
    let stock: StockRepository
    let stockQueries: StockQueries
    let reservations: ReservationRepository

    var endpoints: [Endpoint] {
        [
            .post("/v1/locations", .roles([.warehouse]), registerLocation),
            .get("/v1/locations", .open, listLocations),
            .get("/v1/locations/{id}", .open, showLocation),
            .patch("/v1/locations/{id}", .roles([.warehouse]), changeLocation),

            .post("/v1/receipts", .roles([.warehouse]), receiveStock),
            .post("/v1/adjustments", .roles([.warehouse]), adjustStock),
            .get("/v1/stock/{sku}", .roles([.warehouse, .support, .merchandiser]), showStock),
            .post("/v1/availability", .open, queryAvailability),
            .get("/v1/movements", .roles([.warehouse, .finance]), listMovements),

            .put("/v1/reservations/{orderId}", .services([.order]), reserveStock),
            .get("/v1/reservations/{orderId}", .rolesOrServices([.warehouse, .support], [.order]), showReservation),
            .delete("/v1/reservations/{orderId}", .services([.order]), releaseReservation),
        ]
    }
}
