/// Who tells what to whom. One table for the relay and the inbox of every service, so that a new hearer is one line.
public enum EventRouting {
    private static let table: [ServiceName: [String: [ServiceName]]] = [
        .catalog: [
            ProductChanged.type: [.marketing],
            PriceChanged.type: [.marketing],
            ChannelChanged.type: [.marketing, .order],
        ],
        .inventory: [
            StockChanged.type: [],
            ReservationExpired.type: [.order],
        ],
        .order: [
            OrderPlaced.type: [.inventory, .payment, .logistics, .marketing],
            OrderCancelled.type: [.inventory, .payment, .logistics, .marketing],
            OrderDelivered.type: [.marketing],
            OrderRefunded.type: [.payment, .marketing],
        ],
        .payment: [
            PaymentAuthorised.type: [.order],
            PaymentFailed.type: [.order],
            PaymentCaptured.type: [.order],
            PaymentVoided.type: [.order],
            RefundSucceeded.type: [.order],
            RefundFailed.type: [.order],
        ],
        .logistics: [
            ShipmentPlanned.type: [],
            ShipmentShipped.type: [.order, .payment, .inventory],
            ShipmentDelivered.type: [.order],
            ShipmentCancelled.type: [.inventory],
        ],
        .marketing: [
            CustomerRegistered.type: [],
            PointsChanged.type: [],
        ],
    ]

    /// By type, as the relay asks for every event.
    private static let routes: [String: (speaker: ServiceName, hearers: [ServiceName])] = table.reduce(into: [:]) {
        for (type, hearers) in $1.value { $0[type] = ($1.key, hearers) }
    }

    /// Empty for a type that nobody hears, and for one that does not exist.
    public static func hearers(of type: String) -> [ServiceName] {
        routes[type]?.hearers ?? []
    }

    /// The one service to which this happens; `nil` for a type that does not exist.
    public static func speaker(of type: String) -> ServiceName? {
        routes[type]?.speaker
    }

    /// Everybody who has something to tell this service.
    public static func speakers(to hearer: ServiceName) -> Set<ServiceName> {
        Set(table.filter { $0.value.values.contains { $0.contains(hearer) } }.keys)
    }

    /// Every type of event there is.
    public static var types: [String] { routes.keys.sorted() }
}
