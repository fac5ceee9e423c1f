import Models
import Testing

@Suite("After promotions the calculator")
struct ChargesTests {
    @Test("spends points up to what goods cost, and earns on what is paid")
    func points() throws {
        let rule = PointsRule(toSpend: 50, minorPerPoint: 30, minorPerEarnedPoint: 25)

        let breakdown = try Calculator.breakdown(lines: [.sample(1, "A", 1_000)], points: rule, currency: .cny)

        #expect(breakdown.pointsSpent == 34)
        #expect(breakdown.total == .cny(0))
        #expect(breakdown.pointsEarned == 0)
        #expect(breakdown.rejected.map(\.code) == ["points"])
        let some = PointsRule(toSpend: 10, minorPerPoint: 30, minorPerEarnedPoint: 25)
        let paid = try Calculator.breakdown(lines: [.sample(1, "A", 1_000)], points: some, currency: .cny)
        #expect(paid.pointsEarned == 28)
        #expect(paid.rejected.isEmpty)
    }

    @Test("MKT-05 points do not make a cheaper cart cost more")
    func pointsAreMonotone() throws {
        let rule = PointsRule(toSpend: 50, minorPerPoint: 7)
        let tier = PromotionRule.sample(.spendAndSave(tiers: [SpendAndSaveTier(threshold: .cny(11), off: .cny(5))]))
        let prices = try [10, 11].map { price in
            try Calculator.breakdown(lines: [.sample(1, "A", price)], promotions: [tier], points: rule, currency: .cny)
        }

        #expect(prices.map(\.total.amountMinor) == [0, 0])
    }

    @Test("ORD-06 tells contained taxes and adds others, line by line, after discounts")
    func taxes() throws {
        let rules = [
            TaxRule(name: "VAT", rateBasisPoints: 1_300, included: true),
            TaxRule(taxClass: "food", name: "Sales", rateBasisPoints: 825, included: false),
        ]

        let breakdown = try Calculator.breakdown(
            lines: [
                .sample(1, "A", 1_130), try .sample(2, "B", 1_000, taxClass: "food"),
                try .sample(3, "C", 5, taxClass: "free"),
            ],
            promotions: [.sample(.fixedOff(.cny(100)), skus: ["B"])],
            taxRules: rules,
            currency: .cny
        )

        #expect(breakdown.lines.map { $0.tax.map(\.amount.amountMinor) } == [[130], [74], []])
        #expect(breakdown.lines.map(\.total.amountMinor) == [1_130, 974, 5])
        #expect(breakdown.taxTotal == .cny(204))
        #expect(breakdown.total == .cny(2_109))
    }

    @Test("ORD-06 reckons taxes on top from the price without the contained ones")
    func taxesOnTop() throws {
        let rules = [
            TaxRule(name: "VAT", rateBasisPoints: 1_300, included: true),
            TaxRule(name: "Luxury", rateBasisPoints: 1_000, included: false),
        ]

        let line = try Calculator.breakdown(lines: [.sample(1, "A", 1_130)], taxRules: rules, currency: .cny).lines[0]

        #expect(line.tax.map(\.amount) == [.cny(130), .cny(100)])
        #expect(line.total == .cny(1_230))
    }

    @Test("ships free from a list price on")
    func shipping() throws {
        let fee = ShippingFee(fee: .cny(800), freeFrom: .cny(1_000))
        let half = [PromotionRule.sample(.percentOff(basisPoints: 5_000))]

        #expect(
            try Calculator.breakdown(lines: [.sample(1, "A", 999)], shipping: fee, currency: .cny).total == .cny(1_799)
        )
        #expect(
            try Calculator.breakdown(lines: [.sample(1, "A", 1_000)], promotions: half, shipping: fee, currency: .cny)
                .total
                == .cny(500)
        )
    }

    @Test("PAY-10 prices in currencies without and with three decimals")
    func otherCurrencies() throws {
        for currency in [Currency.jpy, .kwd] {
            let unit = Money(amountMinor: 1_005, currency: currency)
            let rule = PromotionRule.sample(.percentOff(basisPoints: 1_000))
            let breakdown = try Calculator.breakdown(
                lines: [CartLine(lineID: 1, sku: .sample(), quantity: 3, unitPrice: unit)],
                promotions: [rule],
                currency: currency
            )

            #expect(breakdown.total.amountMinor == 2_713)
        }
    }

    @Test("prices an empty cart at nothing")
    func empty() throws {
        #expect(try Calculator.sample([], [.sample(.fixedOff(.cny(5)))]).total == .cny(0))
    }

    @Test("refuses what cannot be priced")
    func refuses() throws {
        let good = try CartLine.sample(1, "A", 100)

        #expect(throws: PricingError.noUnits(lineID: 1)) {
            try Calculator.sample([.sample(1, "A", 100, quantity: 0)], [])
        }
        #expect(throws: PricingError.negativePrice(lineID: 1)) { try Calculator.sample([.sample(1, "A", -1)], []) }
        #expect(throws: PricingError.repeatedLine(lineID: 1)) { try Calculator.sample([good, good], []) }
        #expect(throws: PricingError.money(.overflow)) {
            try Calculator.sample([.sample(1, "A", .max, quantity: 2)], [])
        }
        #expect(throws: PricingError.money(.overflow)) {
            try Calculator.sample([.sample(1, "A", .max), .sample(2, "A", 1)], [])
        }
        #expect(throws: PricingError.money(.currencyMismatch(.cny, .eur))) {
            try Calculator.sample([good], [.sample(.fixedOff(.eur(5)))])
        }
        #expect(throws: PricingError.self) {
            try Calculator.sample([good], [.sample(.percentOff(basisPoints: 10_001))])
        }
        #expect(throws: PricingError.self) { try Calculator.sample([good], [.sample(.fixedOff(.cny(-1)))]) }
        #expect(throws: PricingError.money(.currencyMismatch(.eur, .cny))) {
            try Calculator.breakdown(lines: [good], currency: .eur)
        }
    }
}
