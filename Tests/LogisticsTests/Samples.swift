import Models
import Testing

@testable import LogisticsService

/// Values that give only what a test is not about.
extension SKU {
    static let tea = SKU("TEA-250")!
    static let cup = SKU("CUP-WHITE")!
}

extension LocationID {
    static let shanghai = LocationID("wh-shanghai")!
    static let beijing = LocationID("wh-beijing")!
    static let store = LocationID("store-1")!
}

extension CarrierCode {
    static let post = CarrierCode("post")!
    static let parcel = CarrierCode("parcel")!
}

extension Carrier {
    static let post = Carrier(
        code: .post,
        name: "Post",
        numbering: .s10,
        numberPrefix: "RR",
        numberSuffix: "CN",
        countries: [],
        unitsMax: 5,
        priority: 10
    )
    static let parcel = Carrier(
        code: .parcel,
        name: "Parcel",
        numbering: .sscc,
        numberPrefix: "04012345",
        numberSuffix: "",
        countries: [CountryCode("CN")!, CountryCode("DE")!],
        unitsMax: 100,
        priority: 20
    )
}

extension OrderPlaced {
    static func sample(
        _ orderID: OrderID = OrderID(),
        method: DeliveryMethod = .ship,
        customer: CustomerID? = nil,
        parts: [(line: Int, sku: SKU, quantity: Int, from: LocationID)] = [(1, .tea, 2, .shanghai)]
    ) throws -> OrderPlaced {
        let country = try #require(CountryCode("CN"))
        return try OrderPlaced(
            orderID: orderID,
            number: "E-1042",
            channelID: #require(ChannelID("web-cn")),
            origin: method == .carryOut ? .till : .web,
            customerID: customer,
            placedAt: .now,
            breakdown: .external(currency: .cny, lines: []),
            delivery: Delivery(
                method: method,
                address: method == .ship
                    ? Address(name: "李娜", lines: ["南京东路 1 号"], city: "上海", postalCode: "200001", country: country)
                    : nil,
                locationID: method == .ship ? nil : .store
            ),
            allocations: parts.map {
                try Allocation(
                    lineID: $0.line,
                    sku: $0.sku,
                    quantity: #require(Quantity($0.quantity)),
                    locationID: $0.from
                )
            },
            locale: #require(LanguageTag("zh-CN"))
        )
    }
}

extension OrderCancelled {
    static func sample(_ orderID: OrderID) -> OrderCancelled {
        OrderCancelled(orderID: orderID, at: .now, actor: "customer", reason: "changed their mind")
    }
}

extension Shipment {
    static func sample(
        status: Status = .planned,
        method: Method = .ship,
        trackingNumber: String? = "RR473124829CN",
        at moment: Timestamp = .now
    ) -> Shipment {
        Shipment(
            id: ShipmentID(),
            orderID: OrderID(),
            orderNumber: "E-1042",
            customerID: nil,
            location: .shanghai,
            method: method,
            status: status,
            lines: [],
            address: nil,
            carrier: method == .ship ? .post : nil,
            choice: "",
            pickupCode: method == .pickup ? PickupCode("042137") : nil,
            trackingNumber: method == .ship ? trackingNumber : nil,
            plannedAt: moment
        )
    }
}

extension Scan {
    static func sample(_ status: Status, at second: Int, id: String? = nil) -> Scan {
        Scan(
            carrier: .post,
            eventID: id ?? "\(status)-\(second)",
            status: status,
            occurredAt: Timestamp(microseconds: 1_700_000_000_000_000) + second
        )
    }
}
