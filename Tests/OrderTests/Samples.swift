import Models
import Testing

@testable import OrderService

extension Breakdown {
    /// Lines at 19.90 each unless a price is given, plus shipping.
    static func sample(
        _ lines: [(sku: String, quantity: Int)],
        unitMinor: Int64 = 1990,
        shippingMinor: Int64 = 0,
        currency: Currency = .cny
    ) throws -> Breakdown {
        try .external(
            currency: currency,
            lines: lines.enumerated().map { index, line in
                try ExternalLine(
                    lineID: index + 1,
                    sku: #require(SKU(line.sku)),
                    quantity: #require(Quantity(line.quantity)),
                    subtotal: Money(amountMinor: unitMinor * Int64(line.quantity), currency: currency)
                )
            },
            shipping: Money(amountMinor: shippingMinor, currency: currency)
        )
    }

    /// A line whose total is what is asked for.
    static func sample(totals: [(minor: Int64, quantity: Int)], shippingMinor: Int64 = 0) throws -> Breakdown {
        try .external(
            currency: .cny,
            lines: totals.enumerated().map { index, line in
                try ExternalLine(
                    lineID: index + 1,
                    sku: #require(SKU("SKU-\(index)")),
                    quantity: #require(Quantity(line.quantity)),
                    subtotal: .cny(line.minor)
                )
            },
            shipping: .cny(shippingMinor)
        )
    }
}

extension Basket {
    static func sample(_ lines: [(String, Int)] = [], owner: Owner = .guest("g")) throws -> Basket {
        var basket = try Basket(id: BasketID(), owner: owner, channelID: #require(ChannelID("web")))
        basket.lines = try lines.map { try Line(sku: #require(SKU($0.0)), quantity: $0.1) }
        return basket
    }
}
