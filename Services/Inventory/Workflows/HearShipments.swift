import Models
import Postgres
import ServiceKit

/// A parcel that left takes its units out of the books.
struct HearShipments: Sendable {
    let reservations: ReservationRepository

    var handlers: [EventHandler] {
        [
            .together(ShipmentShipped.self) { shipments, session in try reservations.commit(shipments, on: session) }
        ]
    }
}
