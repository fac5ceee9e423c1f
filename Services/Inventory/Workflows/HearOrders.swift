import Models
import Postgres
import ServiceKit

/// What orders do to stock. Every handler may come again, late, or before its neighbours.
struct HearOrders: Sendable {
    let reservations: ReservationRepository
    let stock: StockRepository

    var handlers: [EventHandler] {
        [
            .together(OrderPlaced.self) { orders, session in
                try reservations.firm(orders.filter { $0.origin != .till }, on: session)
                try sell(orders.filter { $0.origin == .till }.map(TillSale.init), on: session)
            },
            .together(OrderCancelled.self) { orders, session in
                try reservations.release(orders.map(\.orderID), on: session)
            },
        ]
    }

    /// The order's row is what keeps a repeated event from selling twice.
    private func sell(_ sales: [TillSale], on session: borrowing Session) throws {
        guard !sales.isEmpty else { return }
        let new = try reservations.beginCommitted(sales, on: session)
        try stock.change(Set(new.flatMap(\.leaving).map(\.place)), on: session) { levels in
            var departure = Departure(.sold, from: levels)
            for sale in new {
                for part in sale.leaving {
                    departure.leave(part.quantity, from: part.place, reference: sale.order.orderID.description)
                }
            }
            return departure.changes
        }
    }
}
