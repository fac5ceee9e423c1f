import JSON
import Models
import ServiceKit
import TestSupport
import Testing

@testable import MarketingService

@Suite("A quote")
struct QuoteTests {
    @Test("prices a basket and writes nothing")
    func plain() async throws {
        try await Shop.open { shop in
            let order = OrderID()
            let breakdown = try await shop.breakdown(.sample(2), for: order)

            #expect(breakdown.total == .cny(198_00))
            try breakdown.verify()
            let changed = try await shop.breakdown(.sample(3), for: order)
            #expect(changed.total == .cny(297_00), "nothing was claimed, so the order may be quoted anew")
        }
    }

    @Test("is the same in preview and claim, for anyone")
    func preview() async throws {
        try await Shop.open { shop in
            try await shop.promotion(#""trigger":"automatic","effect":{"type":"percentOff","basisPoints":1500}"#)
            let request = QuoteRequest.sample(3, coupons: ["NOPE"])

            let preview = try await shop.service.send(.post, "/v1/quotes", json: request)
            let claim = try await shop.quote(request)

            #expect(preview.status == 200)
            #expect(preview.text == claim.text)
            #expect(preview["rejected/0/code"] == "NOPE")
        }
    }

    @Test("MKT-02 MKT-05 equals the calculator on random carts and offers")
    func equalsReference() async throws {
        try await Shop.open { shop in
            try await shop.promotion(#""trigger":"automatic","effect":{"type":"percentOff","basisPoints":750}"#)
            try await shop.promotion(
                #""trigger":"automatic","skus":["CUP-1"],"effect":{"type":"fixedOff","off":{"amountMinor":500,"currency":"CNY"}}"#
            )
            try await shop.promotion(
                """
                "trigger":"automatic","effect":{"type":"spendAndSave","tiers":[
                {"threshold":{"amountMinor":30000,"currency":"CNY"},"off":{"amountMinor":4000,"currency":"CNY"}},
                {"threshold":{"amountMinor":60000,"currency":"CNY"},"off":{"amountMinor":10000,"currency":"CNY"}}]}
                """
            )
            let promotions = try await shop.rules()
            var random = SeededGenerator(seed: 2)
            for _ in 0..<50 {
                let (teas, cups) = (Int.random(in: 1...9, using: &random), Int.random(in: 1...9, using: &random))
                var request = QuoteRequest.sample(teas)
                request.lines.append(.init(lineID: 2, sku: .cup, quantity: Quantity(cups) ?? 1))

                let reference = try Calculator.breakdown(
                    lines: [
                        CartLine(lineID: 1, sku: .tea, quantity: Quantity(teas) ?? 1, unitPrice: .cny(99_00)),
                        CartLine(lineID: 2, sku: .cup, quantity: Quantity(cups) ?? 1, unitPrice: .cny(30_00)),
                    ],
                    promotions: promotions,
                    currency: .cny
                )

                let quoted = try await shop.breakdown(request)
                #expect(quoted == reference)
                #expect(quoted.lines.allSatisfy { $0.adjustments.allSatisfy { !$0.reason.isEmpty } })
            }
        }
    }

    @Test("adds tax by country and class, included or on top as the channel says, and shipping up to its threshold")
    func taxAndShipping() async throws {
        try await Shop.open { shop in
            for country in ["CN", "US"] {
                let path = "/v1/tax-rates/\(country)/standard"
                let body = #"{"name":"VAT","rateBasisPoints":1300}"#
                #expect(try await shop.service.send(.put, path, as: .role(.marketer), body: body).status == 200)
            }
            let fee =
                #"{"fee":{"amountMinor":1000,"currency":"CNY"},"freeFrom":{"amountMinor":15000,"currency":"CNY"}}"#
            #expect(
                try await shop.service.send(.put, "/v1/shipping-fees/web", as: .role(.marketer), body: fee).status
                    == 200
            )

            let included = try await shop.breakdown(.sample())
            #expect(included.total == .cny(109_00))
            #expect(included.shipping == .cny(10_00))
            #expect(included.taxTotal == .cny(11_39), "99.00 × 13 / 113")
            #expect(try await shop.breakdown(.sample(2)).shipping == .cny(0))

            var abroad = QuoteRequest.sample()
            (abroad.channelID, abroad.currency) = (try #require(ChannelID("us-web")), .usd)
            let onTop = try await shop.breakdown(abroad)
            #expect(onTop.total == .usd(22_60))
            #expect(onTop.lines[0].tax.map(\.included) == [false])

            var pickup = QuoteRequest.sample()
            pickup.deliveryMethod = .pickup
            #expect(try await shop.breakdown(pickup).shipping == .cny(0))
        }
    }

    @Test(
        "says what cannot be priced, line by line",
        arguments: [
            (
                #"{"channelId":"web","currency":"CNY","lines":[{"sku":"TEA-100","quantity":1},{"sku":"NONE","quantity":1}]}"#,
                "price-unknown"
            ),
            (#"{"channelId":"moon","currency":"CNY","lines":[{"sku":"TEA-100","quantity":1}]}"#, "channel-unknown"),
            (#"{"channelId":"web","currency":"USD","lines":[{"sku":"TEA-100","quantity":1}]}"#, "currency-not-sold"),
        ]
    )
    func unpriced(body: String, type: String) async throws {
        try await Shop.open { shop in
            let answer = try await shop.service.send(.post, "/v1/quotes", body: body)

            #expect(answer.status == 422)
            #expect(answer.problemType == "/problems/\(type)")
            if type == "price-unknown" { #expect(answer["errors/0/pointer"] == "/lines/1/sku") }
        }
    }

    @Test("amounts too large to add up are refused")
    func overflow() async throws {
        try await Shop.open { shop in
            try await shop.hear(from: .catalog, PriceChanged.sample(Shop.cup, .max))

            let answer = try await shop.quote(.sample(1_000_000, of: Shop.cup))

            #expect(answer.status == 422)
            #expect(answer.problemType == "/problems/amount-too-large")
        }
    }
}

extension Shop {
    /// The promotions as the calculator takes them, read back over the API.
    func rules() async throws -> [PromotionRule] {
        let answer = try await service.send(.get, "/v1/promotions?limit=500", as: .role(.marketer))
        return try JSON.parse(answer.body).child("items")?.elements.map { item in
            PromotionRule(
                id: try #require(item.child("id")?.string.flatMap { PromotionID($0) }),
                name: item.child("name")?.string ?? "",
                effect: try #require(item.child("effect")?.read(PromotionEffect.self)),
                skus: item.child("skus").map { Set($0.elements.compactMap { $0.string.flatMap { SKU($0) } }) }
            )
        } ?? []
    }
}
