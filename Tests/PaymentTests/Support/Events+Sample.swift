import Models
import Testing

extension ShipmentShipped {
    static func sample(_ order: OrderID) throws -> ShipmentShipped {
        ShipmentShipped(
            shipmentID: ShipmentID(),
            orderID: order,
            locationID: try #require(LocationID("berlin")),
            method: .ship,
            lines: [],
            trackingNumber: "RR123456785DE",
            carrier: "post",
            at: .now
        )
    }
}

extension OrderPlaced {
    static func sample(order: OrderID = OrderID(), tender: Tender) throws -> OrderPlaced {
        let zero = Money.zero(tender.amount.currency)
        return OrderPlaced(
            orderID: order,
            number: "1000",
            channelID: try #require(ChannelID("store-1")),
            origin: .till,
            placedAt: .now,
            breakdown: Breakdown(
                currency: tender.amount.currency,
                lines: [],
                shipping: tender.amount,
                discountTotal: zero,
                taxTotal: zero,
                total: tender.amount,
                pointsSpent: 0,
                pointsEarned: 0,
                rejected: []
            ),
            delivery: Delivery(method: .carryOut, locationID: LocationID("store-1")),
            allocations: [],
            tender: tender,
            locale: try #require(LanguageTag("en"))
        )
    }
}
