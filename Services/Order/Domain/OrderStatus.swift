import JSON

/// Where an order is in its life. A status moves only along the edges below; every move is kept with actor and reason.
enum OrderStatus: String, Sendable, CaseIterable, JSONConvertible {
    /// The intent is recorded, the saga runs; nothing was promised to anybody yet.
    case checkingOut
    /// The customer must act at the payment provider (scan a QR code, follow a redirect).
    case awaitingPayment
    case placed, shipped, delivered, cancelled
    /// The checkout ended with a no; there never was an order.
    case rejected

    /// The legal next statuses. `placed → delivered` is there because the news of a shipment may overtake each other.
    var successors: Set<OrderStatus> {
        switch self {
        case .checkingOut: [.awaitingPayment, .placed, .rejected]
        case .awaitingPayment: [.placed, .cancelled]
        case .placed: [.shipped, .delivered, .cancelled]
        case .shipped: [.delivered]
        case .delivered, .cancelled, .rejected: []
        }
    }

    /// Whether the order wants nothing more of the shop: its goods have left, or there is no order.
    var isClosed: Bool {
        switch self {
        case .checkingOut, .awaitingPayment, .placed: false
        case .shipped, .delivered, .cancelled, .rejected: true
        }
    }

    /// What a list shows when nobody asks for a status: orders, not attempts at one.
    static let listed: [OrderStatus] = [.awaitingPayment, .placed, .shipped, .delivered, .cancelled]
}
