import Models

/// Units promised to one order.
struct Reservation: Equatable, Sendable {
    enum Status: String, CaseIterable, Sendable {
        /// Promised until `expiresAt`.
        case held
        /// The order is placed: promised until it leaves or is cancelled.
        case firm
        /// All of it has left.
        case committed
        case released
        case expired
    }

    let orderID: OrderID
    /// Unknown for an order that was released before it was held.
    let channelID: ChannelID?
    var status: Status
    var expiresAt: Timestamp
    var allocations: [Allocated]
    /// Why these locations, in one line for whoever asks later.
    let explanation: String

    /// Whether a repeated request asks for what is already promised here.
    func covers(_ lines: [ReservationLine]) -> Bool {
        var promised: [Int: ReservationLine] = [:]
        for part in allocations {
            let before = promised[part.lineID]?.quantity ?? 0
            promised[part.lineID] = ReservationLine(
                lineID: part.lineID,
                sku: part.sku,
                quantity: before + part.quantity
            )
        }
        return promised.count == lines.count && lines.allSatisfy { promised[$0.lineID] == $0 }
    }
}

/// The part of an order's line that one location gives, and how much of it has left or been given back.
struct Allocated: Equatable, Sendable {
    let lineID: Int
    let sku: SKU
    let location: LocationID
    let quantity: Int
    var shipped = 0
    var released = 0

    var place: StockPlace { StockPlace(sku: sku, location: location) }
    var open: Int { quantity - shipped - released }
}

struct ReservationLine: Equatable, Sendable {
    let lineID: Int
    let sku: SKU
    let quantity: Int
}

/// What a checkout asks to be held.
struct ReservationRequest: Sendable {
    let orderID: OrderID
    let channelID: ChannelID
    let lines: [ReservationLine]
    let pickupLocation: LocationID?
    let holdSeconds: Int
}
