import JSON
import Models

@testable import MarketingService

/// Values that give only what a test is not about.
extension QuoteRequest {
    static func sample(
        _ quantity: Int = 1,
        of sku: String = Shop.tea,
        customer: CustomerID? = nil,
        coupons: [String] = [],
        points: Int = 0
    ) -> QuoteRequest {
        QuoteRequest(
            channelID: .web,
            currency: .cny,
            customerID: customer,
            lines: [.init(lineID: 1, sku: SKU(sku) ?? .tea, quantity: Quantity(quantity) ?? 1)],
            coupons: coupons.compactMap(CouponCode.init),
            pointsToSpend: points
        )
    }
}

extension ChannelChanged {
    static func sample(
        _ id: String,
        currency: Currency = .cny,
        country: String = "CN",
        pricesIncludeTax: Bool = true,
        active: Bool = true
    ) -> ChannelChanged {
        ChannelChanged(
            channelID: ChannelID(id) ?? .web,
            name: id,
            type: .web,
            currency: currency,
            locale: .english,
            timeZone: "Asia/Shanghai",
            country: CountryCode(country) ?? .china,
            pricesIncludeTax: pricesIncludeTax,
            active: active
        )
    }
}

extension PriceChanged {
    private static let list = PriceListID()

    static func sample(
        _ sku: String,
        _ amountMinor: Int64?,
        currency: Currency = .cny,
        channel: ChannelID? = nil,
        list: PriceListID? = nil,
        priority: Int = 0
    ) -> PriceChanged {
        PriceChanged(
            priceListID: list ?? Self.list,
            sku: SKU(sku) ?? .tea,
            channelID: channel,
            currency: currency,
            amountMinor: amountMinor,
            priority: priority
        )
    }
}

extension OrderPlaced {
    static func sample(
        _ order: OrderID = OrderID(),
        customer: CustomerID? = nil,
        origin: OrderOrigin = .web,
        breakdown: Breakdown
    ) -> OrderPlaced {
        OrderPlaced(
            orderID: order,
            number: "N-1",
            channelID: .web,
            origin: origin,
            customerID: customer,
            placedAt: .now,
            breakdown: breakdown,
            delivery: Delivery(method: .carryOut),
            allocations: [],
            locale: .english
        )
    }

    var cancellation: OrderCancelled {
        OrderCancelled(orderID: orderID, at: .now, actor: "customer", reason: "changed my mind")
    }

    func refund(_ amountMinor: Int64, units: Int = 0) -> OrderRefunded {
        let amount = Money(amountMinor: amountMinor, currency: breakdown.currency)
        return OrderRefunded(
            refundID: RefundID(),
            orderID: orderID,
            amount: amount,
            lines: [RefundedLine(lineID: 1, quantity: Quantity(units) ?? 0, amount: amount)],
            reason: "broken",
            at: .now
        )
    }
}

extension ChannelID {
    static let web = LiteralText<ChannelID>("web").value
}

extension SKU {
    static let tea = LiteralText<SKU>("TEA-100").value
    static let cup = LiteralText<SKU>("CUP-1").value
}

extension CountryCode {
    static let china = LiteralText<CountryCode>("CN").value
}

extension CouponCode {
    static let save = LiteralText<CouponCode>("SAVE").value
    static let more = LiteralText<CouponCode>("MORE").value
}

/// A checked text that a test writes down itself.
struct LiteralText<Text: TextValue> {
    let value: Text

    init(_ text: StaticString) {
        guard let value = Text(text.description) else { preconditionFailure("\(text) is no \(Text.self)") }
        self.value = value
    }
}
