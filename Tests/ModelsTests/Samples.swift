import Models
import Testing

/// Builders that give only what a test is not about.
extension SKU {
    static func sample(_ text: String = "TEA-1") throws -> SKU { try #require(SKU(text)) }
}

extension Timestamp {
    static let sample = Timestamp(microseconds: 1_769_860_800_123_456)
}

extension Breakdown {
    static func sample() throws -> Breakdown {
        try Calculator.breakdown(
            lines: [
                CartLine(lineID: 1, sku: .sample("TEA-1"), quantity: 2, unitPrice: .cny(2_500)),
                CartLine(lineID: 2, sku: .sample("茶-2"), quantity: 1, unitPrice: .cny(999)),
            ],
            promotions: [
                PromotionRule(id: PromotionID(), name: "Spring", effect: .percentOff(basisPoints: 1_000)),
                PromotionRule(
                    id: PromotionID(),
                    code: CouponCode("BIG"),
                    name: "Big spender",
                    effect: .spendAndSave(tiers: [SpendAndSaveTier(threshold: .cny(100_000), off: .cny(500))])
                ),
            ],
            points: PointsRule(toSpend: 10, minorPerPoint: 1, minorPerEarnedPoint: 100),
            taxRules: [TaxRule(name: "VAT", rateBasisPoints: 1_300, included: true)],
            shipping: ShippingFee(fee: .cny(800)),
            currency: .cny
        )
    }
}

extension Address {
    static func sample() throws -> Address {
        Address(
            name: "王芳",
            lines: ["Room 5", "1 Nanjing Rd"],
            city: "上海",
            postalCode: "200001",
            country: try #require(CountryCode("CN")),
            phone: "+86 21 5555 0100"
        )
    }
}
