import Models

/// Goods of one order that leave one location together: a parcel, or a bag at a counter.
struct Shipment: Equatable, Sendable {
    enum Method: String, CaseIterable, Sendable {
        case ship, pickup
    }

    enum Status: String, CaseIterable, Sendable {
        case planned, shipped, delivered, cancelled

        var hasLeft: Bool { self == .shipped || self == .delivered }
    }

    let id: ShipmentID
    let orderID: OrderID
    let orderNumber: String
    let customerID: CustomerID?
    let location: LocationID
    let method: Method
    var status: Status = .planned
    let lines: [ShipmentLine]
    let address: Address?
    let carrier: CarrierCode?
    /// Why this carrier, or that the customer collects.
    let choice: String
    /// Said by the customer at the counter; only a pickup has one.
    let pickupCode: PickupCode?
    /// Of the label that is on the parcel; nil without one and for a pickup.
    var trackingNumber: String?
    let plannedAt: Timestamp
    var shippedAt: Timestamp?
    var deliveredAt: Timestamp?
    var cancelledAt: Timestamp?
}

/// Six digits that prove at the counter who may take the goods along.
struct PickupCode: TextValue {
    static let expectation = "must be six digits"
    let value: String

    init?(_ text: String) {
        guard text.utf8.count == 6, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        value = text
    }

    /// - Parameter random: Any number; its last six digits count.
    init(random: UInt64) {
        value = Int(random % 1_000_000).digits(count: 6).map(String.init).joined()
    }
}
