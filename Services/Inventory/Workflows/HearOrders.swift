import Models
import Postgres
import ServiceKit

/// What orders do to stock. Every handler may come again, late, or before its neighbours.
struct HearOrders: Sendable {
    let reservations: ReservationRepository
    let stock: StockRepository

    var handlers: [EventHandler] {
        [
            .on(OrderPlaced.self) { order, _, session in try placed(order, on: session) },
            .on(OrderCancelled.self) { order, _, session in try reservations.release(order.orderID, on: session) },
        ]
    }

    private func placed(_ order: OrderPlaced, on session: borrowing Session) throws {
        switch order.origin {
        case .web, .marketplace: try reservations.firm(order, on: session)
        case .till: try sell(order, on: session)
        }
    }

    /// The goods are in the customer's bag already; the order's row is what keeps a repeated event from selling twice.
    private func sell(_ order: OrderPlaced, on session: borrowing Session) throws {
        guard let till = order.delivery.locationID else { throw InventoryError.tillUnknown(order.orderID) }
        guard try reservations.beginCommitted(order, at: till, on: session) else { return }
        let lines = order.breakdown.lines.filter { $0.quantity > .zero }
        let places = lines.map { StockPlace(sku: $0.sku, location: till) }
        try stock.change(places, on: session) { levels in
            var sale = Departure(.sold, reference: order.orderID.description, from: levels)
            for line in lines { sale.leave(line.quantity.value, from: StockPlace(sku: line.sku, location: till)) }
            return sale.changes
        }
    }
}
