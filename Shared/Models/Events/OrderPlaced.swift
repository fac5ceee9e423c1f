public import JSON

/// An order exists: paid, promised or taken already. All that other services need to know of it is in here, so that
/// none has to ask back.
public struct OrderPlaced: EventPayload, Hashable {
    public static let type = "order.placed"

    public let orderID: OrderID

    /// What people say on the phone; unique, never an id in a URL.
    public let number: String
    public let channelID: ChannelID
    public let origin: OrderOrigin

    /// Absent for a guest.
    public let customerID: CustomerID?
    public let placedAt: Timestamp
    public let breakdown: Breakdown
    public let delivery: Delivery

    /// Where the stock was held; empty when the goods have left with the shopper.
    public let allocations: [Allocation]
    public let paymentID: PaymentID?

    /// Set when somebody else has taken the money already: a till, a marketplace.
    public let tender: Tender?

    /// The order's name in the channel it came from.
    public let externalID: String?
    public let locale: LanguageTag

    public init(
        orderID: OrderID,
        number: String,
        channelID: ChannelID,
        origin: OrderOrigin,
        customerID: CustomerID? = nil,
        placedAt: Timestamp,
        breakdown: Breakdown,
        delivery: Delivery,
        allocations: [Allocation],
        paymentID: PaymentID? = nil,
        tender: Tender? = nil,
        externalID: String? = nil,
        locale: LanguageTag
    ) {
        self.orderID = orderID
        self.number = number
        self.channelID = channelID
        self.origin = origin
        self.customerID = customerID
        self.placedAt = placedAt
        self.breakdown = breakdown
        self.delivery = delivery
        self.allocations = allocations
        self.paymentID = paymentID
        self.tender = tender
        self.externalID = externalID
        self.locale = locale
    }

    public var subject: String { orderID.description }
}

extension OrderPlaced {
    public init?(json: JSONNode) {
        let orderID: OrderID? = json.required("orderId")
        let number = json.text("number", length: 1...40)
        let channelID: ChannelID? = json.required("channelId")
        let origin: OrderOrigin? = json.required("origin")
        let customerID: CustomerID? = json.optional("customerId")
        let placedAt: Timestamp? = json.required("placedAt")
        let breakdown: Breakdown? = json.required("breakdown")
        let delivery: Delivery? = json.required("delivery")
        let allocations: [Allocation]? = json.required("allocations")
        let paymentID: PaymentID? = json.optional("paymentId")
        let tender: Tender? = json.optional("tender")
        let externalID = json.optionalText("externalId", length: 1...120)
        let locale: LanguageTag? = json.required("locale")
        guard let orderID, let number, let channelID, let origin, let placedAt, let breakdown, let delivery,
            let allocations, let locale
        else { return nil }
        self.init(
            orderID: orderID,
            number: number,
            channelID: channelID,
            origin: origin,
            customerID: customerID,
            placedAt: placedAt,
            breakdown: breakdown,
            delivery: delivery,
            allocations: allocations,
            paymentID: paymentID,
            tender: tender,
            externalID: externalID,
            locale: locale
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("orderId", orderID)
            json.field("number", number)
            json.field("channelId", channelID)
            json.field("origin", origin)
            json.field("customerId", customerID)
            json.field("placedAt", placedAt)
            json.field("breakdown", breakdown)
            json.field("delivery", delivery)
            json.field("allocations", allocations)
            json.field("paymentId", paymentID)
            json.field("tender", tender)
            json.field("externalId", externalID)
            json.field("locale", locale)
        }
    }
}
