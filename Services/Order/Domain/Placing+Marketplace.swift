import Models

extension Placing {
    /// Priced and paid elsewhere: what is left to do is to find the goods.
    init(_ order: MarketplaceOrder, number: String, trace: String) {
        let breakdown = order.breakdown
        self.init(
            orderID: OrderID(),
            number: number,
            channelID: order.channelID,
            currency: breakdown.currency,
            origin: .marketplace,
            owner: order.customerID.map(Owner.customer),
            lines: breakdown.lines.map { Line(lineID: $0.lineID, sku: $0.sku, quantity: $0.quantity.value) },
            delivery: order.delivery,
            locale: order.locale,
            externalID: order.externalID,
            tender: Tender(method: .marketplace, amount: breakdown.total, reference: order.reference),
            placedAt: min(order.placedAt, .now),
            trace: trace,
            breakdown: breakdown
        )
    }
}
