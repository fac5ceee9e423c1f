import Models

/// Goods that are in the customer's bag already.
struct TillSale: Sendable {
    let order: OrderPlaced
    let till: LocationID

    /// A till's order says where the till is; one that does not can't be booked.
    init(_ order: OrderPlaced) throws(InventoryError) {
        guard let till = order.delivery.locationID else { throw .tillUnknown(order.orderID) }
        self.order = order
        self.till = till
    }

    /// Weighed goods, deposits and fees have no units.
    var leaving: [Leaving] {
        order.breakdown.lines.filter { $0.quantity > .zero }.map { line in
            Leaving(place: StockPlace(sku: line.sku, location: till), quantity: line.quantity.value, promised: 0)
        }
    }
}
