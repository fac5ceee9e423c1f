import Models
import Testing

@Suite("The calculator")
struct CalculatorTests {
    @Test("MKT-02 takes a percentage off each line and rounds as told")
    func percentOff() throws {
        let rule = offer(.percentOff(basisPoints: 1_500))

        let breakdown = try price([line(1, "A", 999), line(2, "B", 10)], [rule])

        #expect(breakdown.lines.map { $0.adjustments.map(\.amount) } == [[.cny(-150)], [.cny(-2)]])
        #expect(breakdown.lines[0].adjustments[0].reason == "Offer: 15% off")
        #expect(breakdown.total == .cny(857))
        #expect(breakdown.discountTotal == .cny(152))
    }

    @Test("MKT-02 splits a fixed amount over the lines by largest remainder")
    func fixedOff() throws {
        let breakdown = try price(
            [line(1, "A", 100), line(2, "B", 100), line(3, "C", 100)],
            [offer(.fixedOff(.cny(100)), code: "HUNDRED")]
        )

        #expect(breakdown.lines.map(\.total.amountMinor) == [66, 67, 67])
        #expect(breakdown.lines[0].adjustments.map(\.kind) == [.coupon])
        #expect(breakdown.lines[0].adjustments.map(\.code) == ["HUNDRED"])
    }

    @Test("MKT-02 never takes off more than goods cost")
    func fixedOffStopsAtZero() throws {
        let breakdown = try price(
            [line(1, "A", 30)],
            [offer(.fixedOff(.cny(100))), offer(.fixedOff(.cny(5)), code: "MORE")]
        )

        #expect(breakdown.total == .cny(0))
        #expect(breakdown.rejected == [Rejected(code: "MORE", reason: "There is nothing left to pay.")])
    }

    @Test("MKT-05 takes the tier that the list prices reach, to the minor unit")
    func spendAndSave() throws {
        let tiers = [
            SpendAndSaveTier(threshold: .cny(10_000), off: .cny(1_000)),
            SpendAndSaveTier(threshold: .cny(20_000), off: .cny(3_000)),
        ]
        let rule = offer(.spendAndSave(tiers: tiers), code: "TIERS")

        #expect(try price([line(1, "A", 19_999)], [rule]).total == .cny(18_999))
        #expect(try price([line(1, "A", 20_000)], [rule]).total == .cny(17_000))
        #expect(
            try price([line(1, "A", 9_999)], [rule]).rejected
                == [Rejected(code: "TIERS", reason: "Spend 0.01 CNY more to save 10.00 CNY.")]
        )
    }

    @Test("MKT-05 a discount that one offer brings does not take another's tier away")
    func thresholdsUseListPrices() throws {
        let first = offer(.spendAndSave(tiers: [SpendAndSaveTier(threshold: .cny(100), off: .cny(20))]), priority: 2)
        let second = offer(.spendAndSave(tiers: [SpendAndSaveTier(threshold: .cny(90), off: .cny(80))]))

        #expect(try price([line(1, "A", 99)], [first, second]).total == .cny(19))
        #expect(try price([line(1, "A", 100)], [first, second]).total == .cny(0))
    }

    @Test("combines offers by priority, each on what the earlier left")
    func stacks() throws {
        let breakdown = try price(
            [line(1, "A", 1_000)],
            [
                offer(.percentOff(basisPoints: 1_000), name: "Low"),
                offer(.percentOff(basisPoints: 5_000), name: "High", priority: 5),
                offer(.fixedOff(.cny(50)), name: "Fixed", priority: 9),
            ]
        )

        #expect(
            breakdown.lines[0].adjustments.map(\.reason) == ["High: 50% off", "Low: 10% off", "Fixed: 0.50 CNY off"]
        )
        #expect(breakdown.lines[0].adjustments.map(\.amount.amountMinor) == [-500, -50, -50])
    }

    @Test("takes an exclusive offer alone when that is the better deal, and says why others lost")
    func exclusiveWins() throws {
        let exclusive = offer(.percentOff(basisPoints: 5_000), code: "HALF", name: "Half", exclusive: true)
        let plain = offer(.fixedOff(.cny(100)), code: "PLAIN", name: "Plain")

        let breakdown = try price([line(1, "A", 1_000)], [plain, exclusive])

        #expect(breakdown.total == .cny(500))
        #expect(breakdown.rejected.map(\.code) == ["PLAIN"])
        #expect(breakdown.rejected[0].reason.hasPrefix("Half saves more"))
    }

    @Test("leaves an exclusive offer when the others save as much")
    func exclusiveLoses() throws {
        let exclusive = offer(.fixedOff(.cny(100)), code: "ALONE", exclusive: true, priority: 9)
        let plain = offer(.fixedOff(.cny(100)), code: "PLAIN")

        let breakdown = try price([line(1, "A", 1_000)], [exclusive, plain])

        #expect(breakdown.lines[0].adjustments.map(\.code) == ["PLAIN"])
        #expect(breakdown.rejected.map(\.code) == ["ALONE"])
    }

    @Test("keeps an offer to its SKUs")
    func scope() throws {
        let rule = offer(.percentOff(basisPoints: 1_000), code: "ONLYB", skus: ["B"])

        #expect(try price([line(1, "A", 100), line(2, "B", 100)], [rule]).lines.map(\.total.amountMinor) == [100, 90])
        #expect(
            try price([line(1, "A", 100)], [rule]).rejected
                == [Rejected(code: "ONLYB", reason: "No item in the basket is part of this offer.")]
        )
    }

    @Test("spends points up to what goods cost, and earns on what is paid")
    func points() throws {
        let rule = PointsRule(toSpend: 50, minorPerPoint: 30, minorPerEarnedPoint: 25)

        let breakdown = try Calculator.breakdown(lines: [line(1, "A", 1_000)], points: rule, currency: .cny)

        #expect(breakdown.pointsSpent == 34)
        #expect(breakdown.total == .cny(0))
        #expect(breakdown.pointsEarned == 0)
        #expect(breakdown.rejected.map(\.code) == ["points"])
        let some = PointsRule(toSpend: 10, minorPerPoint: 30, minorPerEarnedPoint: 25)
        let paid = try Calculator.breakdown(lines: [line(1, "A", 1_000)], points: some, currency: .cny)
        #expect(paid.pointsEarned == 28)
        #expect(paid.rejected.isEmpty)
    }

    @Test("MKT-05 points do not make a cheaper cart cost more")
    func pointsAreMonotone() throws {
        let rule = PointsRule(toSpend: 50, minorPerPoint: 7)
        let tier = offer(.spendAndSave(tiers: [SpendAndSaveTier(threshold: .cny(11), off: .cny(5))]))
        let prices = try [10, 11].map { price in
            try Calculator.breakdown(lines: [line(1, "A", price)], promotions: [tier], points: rule, currency: .cny)
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
                line(1, "A", 1_130), try line(2, "B", 1_000, taxClass: "food"), try line(3, "C", 5, taxClass: "free"),
            ],
            promotions: [offer(.fixedOff(.cny(100)), skus: ["B"])],
            taxRules: rules,
            currency: .cny
        )

        #expect(breakdown.lines.map { $0.tax.map(\.amount.amountMinor) } == [[130], [74], []])
        #expect(breakdown.lines.map(\.total.amountMinor) == [1_130, 974, 5])
        #expect(breakdown.taxTotal == .cny(204))
        #expect(breakdown.total == .cny(2_109))
    }

    @Test("ships free from a list price on")
    func shipping() throws {
        let fee = ShippingFee(fee: .cny(800), freeFrom: .cny(1_000))
        let half = [offer(.percentOff(basisPoints: 5_000))]

        #expect(
            try Calculator.breakdown(lines: [line(1, "A", 999)], shipping: fee, currency: .cny).total == .cny(1_799)
        )
        #expect(
            try Calculator.breakdown(lines: [line(1, "A", 1_000)], promotions: half, shipping: fee, currency: .cny)
                .total
                == .cny(500)
        )
    }

    @Test("PAY-10 prices in currencies without and with three decimals")
    func otherCurrencies() throws {
        for currency in [Currency.jpy, .kwd] {
            let unit = Money(amountMinor: 1_005, currency: currency)
            let rule = offer(.percentOff(basisPoints: 1_000))
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
        #expect(try price([], [offer(.fixedOff(.cny(5)))]).total == .cny(0))
    }

    @Test("refuses what cannot be priced")
    func refuses() throws {
        let good = try line(1, "A", 100)

        #expect(throws: PricingError.noUnits(lineID: 1)) { try price([line(1, "A", 100, quantity: 0)], []) }
        #expect(throws: PricingError.negativePrice(lineID: 1)) { try price([line(1, "A", -1)], []) }
        #expect(throws: PricingError.repeatedLine(lineID: 1)) { try price([good, good], []) }
        #expect(throws: PricingError.money(.overflow)) { try price([line(1, "A", .max, quantity: 2)], []) }
        #expect(throws: PricingError.money(.overflow)) { try price([line(1, "A", .max), line(2, "A", 1)], []) }
        #expect(throws: PricingError.money(.currencyMismatch(.cny, .eur))) {
            try price([good], [offer(.fixedOff(.eur(5)))])
        }
        #expect(throws: PricingError.self) { try price([good], [offer(.percentOff(basisPoints: 10_001))]) }
        #expect(throws: PricingError.self) { try price([good], [offer(.fixedOff(.cny(-1)))]) }
        #expect(throws: PricingError.money(.currencyMismatch(.eur, .cny))) {
            try Calculator.breakdown(lines: [good], currency: .eur)
        }
    }

    private func price(_ lines: [CartLine], _ rules: [PromotionRule]) throws -> Breakdown {
        try Calculator.breakdown(lines: lines, promotions: rules, currency: .cny)
    }

    private func line(
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

    private func offer(
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
