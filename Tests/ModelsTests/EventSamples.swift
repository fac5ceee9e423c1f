import Models
import Testing

/// One of each kind, all fields given; and those with optional fields once more without them.
enum EventSamples {
    static func all() throws -> [any EventPayload & Hashable] {
        try orders() + payments() + shipments() + stockAndCatalogue() + customers()
    }

    static func bare() throws -> [any EventPayload & Hashable] {
        [
            OrderPlaced(
                orderID: OrderID(),
                number: "R-1",
                channelID: try #require(ChannelID("store-1")),
                origin: .till,
                placedAt: .sample,
                breakdown: try .sample(),
                delivery: Delivery(method: .carryOut, locationID: LocationID("store-1")),
                allocations: [],
                locale: .english
            ),
            PriceChanged(priceListID: PriceListID(), sku: try .sample(), currency: .jpy, priority: 0),
            PointsChanged(customerID: CustomerID(), delta: -5, balance: 0, reason: "spent"),
        ]
    }

    private static func orders() throws -> [any EventPayload & Hashable] {
        let line = Allocation(lineID: 1, sku: try .sample(), quantity: 2, locationID: try #require(LocationID("dc-1")))
        return [
            OrderPlaced(
                orderID: OrderID(),
                number: "W-2026-000001",
                channelID: try #require(ChannelID("web-cn")),
                origin: .web,
                customerID: CustomerID(),
                placedAt: .sample,
                breakdown: try .sample(),
                delivery: Delivery(method: .ship, address: try .sample(), email: "a@example.org", phone: "+86 1"),
                allocations: [line],
                paymentID: PaymentID(),
                tender: Tender(method: .marketplace, amount: .cny(5_000), reference: "S-77"),
                externalID: "112-\"x\"-é",
                locale: .chinese
            ),
            OrderCancelled(orderID: OrderID(), at: .sample, actor: "customer:1", reason: "changed mind"),
            OrderDelivered(orderID: OrderID(), at: .sample),
            OrderRefunded(
                refundID: RefundID(),
                orderID: OrderID(),
                amount: .cny(500),
                lines: [RefundedLine(lineID: 1, quantity: 1, amount: .cny(500))],
                reason: "broken",
                at: .sample
            ),
            ReservationExpired(orderID: OrderID(), at: .sample),
        ]
    }

    private static func payments() -> [any EventPayload & Hashable] {
        let (paymentID, orderID, refundID) = (PaymentID(), OrderID(), RefundID())
        return [
            PaymentAuthorised(paymentID: paymentID, orderID: orderID, amount: .cny(1), at: .sample),
            PaymentFailed(paymentID: paymentID, orderID: orderID, reason: "declined", at: .sample),
            PaymentCaptured(paymentID: paymentID, orderID: orderID, amount: .jpy(1), at: .sample),
            PaymentVoided(paymentID: paymentID, orderID: orderID, amount: .kwd(1), at: .sample),
            RefundSucceeded(refundID: refundID, paymentID: paymentID, orderID: orderID, amount: .cny(1), at: .sample),
            RefundFailed(
                refundID: refundID,
                paymentID: paymentID,
                orderID: orderID,
                amount: .cny(1),
                reason: "closed account",
                at: .sample
            ),
        ]
    }

    private static func shipments() throws -> [any EventPayload & Hashable] {
        let (shipmentID, orderID) = (ShipmentID(), OrderID())
        let locationID = try #require(LocationID("dc-1"))
        let lines = [ShipmentLine(lineID: 1, sku: try .sample(), quantity: 2)]
        return [
            ShipmentPlanned(
                shipmentID: shipmentID,
                orderID: orderID,
                locationID: locationID,
                method: .ship,
                lines: lines,
                at: .sample
            ),
            ShipmentShipped(
                shipmentID: shipmentID,
                orderID: orderID,
                locationID: locationID,
                method: .pickup,
                lines: lines,
                trackingNumber: "RR123456785CN",
                carrier: "post",
                at: .sample
            ),
            ShipmentDelivered(shipmentID: shipmentID, orderID: orderID, at: .sample, orderComplete: true),
            ShipmentCancelled(shipmentID: shipmentID, orderID: orderID, at: .sample),
        ]
    }

    private static func stockAndCatalogue() throws -> [any EventPayload & Hashable] {
        let locationID = try #require(LocationID("dc-1"))
        let channelID = try #require(ChannelID("web-cn"))
        return [
            StockChanged(sku: try .sample(), locationID: locationID, onHand: 9, available: 7, reserved: 2, version: 4),
            PriceChanged(
                priceListID: PriceListID(),
                sku: try .sample(),
                channelID: channelID,
                currency: .cny,
                amountMinor: 1_999,
                validFrom: .sample,
                validUntil: .sample + 60,
                priority: 10
            ),
            ProductChanged(
                productID: ProductID(),
                skus: [try .sample()],
                title: LocalizedText("Tea"),
                taxClass: "food",
                status: "active"
            ),
            ChannelChanged(
                channelID: channelID,
                name: "Web shop",
                type: .web,
                currency: .cny,
                locale: .chinese,
                timeZone: "Asia/Shanghai",
                country: try #require(CountryCode("CN")),
                pricesIncludeTax: true,
                active: true
            ),
        ]
    }

    private static func customers() -> [any EventPayload & Hashable] {
        [
            CustomerRegistered(customerID: CustomerID(), at: .sample),
            PointsChanged(customerID: CustomerID(), orderID: OrderID(), delta: 12, balance: 40, reason: "order placed"),
        ]
    }
}
