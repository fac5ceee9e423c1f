/// Who hears what. One table for the relay of every service, so that a new hearer is one line.
public enum EventRouting {
    private static let table: [String: [ServiceName]] = [
        OrderPlaced.type: [.inventory, .payment, .logistics, .marketing],
        OrderCancelled.type: [.inventory, .payment, .logistics, .marketing],
        OrderDelivered.type: [.marketing],
        OrderRefunded.type: [.payment, .marketing],
        PaymentAuthorised.type: [.order],
        PaymentFailed.type: [.order],
        PaymentCaptured.type: [.order],
        PaymentVoided.type: [.order],
        RefundSucceeded.type: [.order],
        RefundFailed.type: [.order],
        ShipmentPlanned.type: [],
        ShipmentShipped.type: [.order, .payment, .inventory],
        ShipmentDelivered.type: [.order],
        ShipmentCancelled.type: [.inventory],
        PriceChanged.type: [.marketing],
        ProductChanged.type: [.marketing],
        ChannelChanged.type: [.marketing, .order],
        ReservationExpired.type: [.order],
        StockChanged.type: [],
        CustomerRegistered.type: [],
        PointsChanged.type: [],
    ]

    /// Empty for a type that nobody hears, and for one that does not exist.
    public static func hearers(of type: String) -> [ServiceName] {
        table[type] ?? []
    }

    /// Every type of event there is.
    public static var types: [String] { table.keys.sorted() }
}
