import Models
import Postgres
import ServiceKit

/// A parcel that left takes its units out of the books.
struct HearShipments: Sendable {
    let reservations: ReservationRepository

    var handlers: [EventHandler] {
        [
            .on(ShipmentShipped.self) { shipment, _, session in try reservations.commit(shipment, on: session) }
        ]
    }
}
