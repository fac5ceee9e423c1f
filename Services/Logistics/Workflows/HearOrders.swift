import Models
import ServiceKit

/// An order becomes parcels, or none any more. Both handlers may come again and in either order.
struct HearOrders: Sendable {
    let shipments: ShipmentRepository

    var handlers: [EventHandler] {
        [
            .together(OrderPlaced.self) { orders, session in
                try shipments.plan(orders, on: session) { order, carriers in
                    var random = SystemRandomNumberGenerator()
                    return try order.shipments(by: carriers, at: .now) { random.next() }
                }
            },
            .on(OrderCancelled.self) { order, _, session in
                do {
                    try shipments.stop(order.orderID, at: order.at, on: session)
                } catch LogisticsError.alreadyShipped {
                    // The parcel was faster than the news: it comes back as a return.
                }
            },
        ]
    }
}
