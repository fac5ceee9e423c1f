import Models

extension CartLine {
    static func sample(
        _ lineID: Int,
        _ sku: String,
        _ unitPrice: Int64,
        quantity: Quantity = 1,
        taxClass: String = "standard"
    ) throws -> CartLine {
        CartLine(
            lineID: lineID,
            sku: try .sample(sku),
            quantity: quantity,
            unitPrice: .cny(unitPrice),
            taxClass: taxClass
        )
    }
}

extension PromotionRule {
    static func sample(
        _ effect: PromotionEffect,
        code: String? = nil,
        name: String = "Offer",
        skus: [String]? = nil,
        exclusive: Bool = false,
        priority: Int = 0
    ) -> PromotionRule {
        PromotionRule(
            id: PromotionID(),
            code: code.flatMap(CouponCode.init),
            name: name,
            effect: effect,
            skus: skus.map { Set($0.compactMap(SKU.init)) },
            exclusive: exclusive,
            priority: priority
        )
    }
}

extension Calculator {
    /// In yuan, with promotions and nothing else.
    static func sample(_ lines: [CartLine], _ rules: [PromotionRule]) throws -> Breakdown {
        try Calculator.breakdown(lines: lines, promotions: rules, currency: .cny)
    }
}
