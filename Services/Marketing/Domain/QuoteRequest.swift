import Models

/// What a basket or an order asks to be priced.
struct QuoteRequest: Hashable, Sendable {
    var channelID: ChannelID
    var currency: Currency
    var customerID: CustomerID?
    var lines: [Line]
    var coupons: [CouponCode] = []
    var pointsToSpend: Int = 0
    var destination: Destination?
    var deliveryMethod: DeliveryMethod = .ship

    struct Line: Hashable, Sendable {
        let lineID: Int
        let sku: SKU
        let quantity: Quantity
    }

    struct Destination: Hashable, Sendable {
        let country: CountryCode
        let region: String?
    }

    /// Whether anything scarce is asked for; a quote that asks for nothing of the kind writes nothing.
    var wantsClaims: Bool { !coupons.isEmpty || (pointsToSpend > 0 && customerID != nil) }
}
