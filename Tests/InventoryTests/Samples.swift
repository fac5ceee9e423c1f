import Models
import Testing

@testable import InventoryService

/// Values that give only what a test is not about.
extension SKU {
    static let tea = SKU("TEA-250")!
    static let cup = SKU("CUP-WHITE")!
    static let pot = SKU("POT-红")!
}

extension LocationID {
    static let shanghai = LocationID("wh-shanghai")!
    static let beijing = LocationID("wh-beijing")!
    static let store = LocationID("store-1")!
}

extension ReservationLine {
    static func line(_ id: Int = 1, _ quantity: Int, of sku: SKU = .tea) -> ReservationLine {
        ReservationLine(lineID: id, sku: sku, quantity: quantity)
    }
}

extension Allocated {
    static func part(
        _ lineID: Int = 1,
        _ quantity: Int,
        of sku: SKU = .tea,
        from location: LocationID = .shanghai,
        shipped: Int = 0,
        released: Int = 0
    ) -> Allocated {
        Allocated(
            lineID: lineID,
            sku: sku,
            location: location,
            quantity: quantity,
            shipped: shipped,
            released: released
        )
    }
}

extension StockPool {
    /// Sources in the order of their priority; the store only hands over.
    static func sample(_ levels: [(sku: SKU, location: LocationID, available: Int)]) -> StockPool {
        StockPool(
            sources: [
                Source(location: .shanghai, priority: 10, services: [.ships]),
                Source(location: .beijing, priority: 20, services: [.ships, .returns]),
                Source(location: .store, priority: 0, services: [.pickup, .sells]),
            ],
            levels: levels.map { .sample($0.sku, at: $0.location, onHand: $0.available) }
        )
    }
}

extension StockLevel {
    static func sample(
        _ sku: SKU = .tea,
        at location: LocationID = .shanghai,
        onHand: Int,
        reserved: Int = 0
    ) -> StockLevel {
        StockLevel(
            place: StockPlace(sku: sku, location: location),
            onHand: onHand,
            reserved: reserved,
            version: 1
        )
    }
}

extension ReservationRequest {
    static func sample(
        _ lines: [ReservationLine],
        order: OrderID = OrderID(),
        pickup: LocationID? = nil
    ) -> ReservationRequest {
        ReservationRequest(
            orderID: order,
            channelID: ChannelID("web-cn")!,
            lines: lines,
            pickupLocation: pickup,
            holdSeconds: 900
        )
    }
}

extension OrderPlaced {
    static func sample(
        _ orderID: OrderID = OrderID(),
        origin: OrderOrigin = .web,
        lines: [ReservationLine],
        from location: LocationID = .shanghai,
        isAllocated: Bool = true
    ) throws -> OrderPlaced {
        try OrderPlaced(
            orderID: orderID,
            number: "E-1",
            channelID: #require(ChannelID("web-cn")),
            origin: origin,
            placedAt: .now,
            breakdown: .external(
                currency: .cny,
                lines: lines.map {
                    try ExternalLine(
                        lineID: $0.lineID,
                        sku: $0.sku,
                        quantity: #require(Quantity($0.quantity)),
                        subtotal: .zero(.cny)
                    )
                }
            ),
            delivery: Delivery(
                method: origin == .till ? .carryOut : .ship,
                locationID: origin == .till ? location : nil
            ),
            allocations: isAllocated && origin != .till
                ? lines.map {
                    try Allocation(
                        lineID: $0.lineID,
                        sku: $0.sku,
                        quantity: #require(Quantity($0.quantity)),
                        locationID: location
                    )
                } : [],
            locale: #require(LanguageTag("zh-CN"))
        )
    }
}

extension ShipmentShipped {
    static func sample(
        _ shipmentID: ShipmentID = ShipmentID(),
        of orderID: OrderID,
        lines: [ReservationLine],
        from location: LocationID = .shanghai
    ) throws -> ShipmentShipped {
        try ShipmentShipped(
            shipmentID: shipmentID,
            orderID: orderID,
            locationID: location,
            method: .ship,
            lines: lines.map {
                try ShipmentLine(lineID: $0.lineID, sku: $0.sku, quantity: #require(Quantity($0.quantity)))
            },
            trackingNumber: "RR123456785CN",
            carrier: "post",
            at: .now
        )
    }
}

extension OrderCancelled {
    static func sample(_ orderID: OrderID) -> OrderCancelled {
        OrderCancelled(orderID: orderID, at: .now, actor: "customer", reason: "changed their mind")
    }
}
