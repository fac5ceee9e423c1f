import Models
import Testing

@Suite("The calculator")
struct CalculatorTests {
    @Test("MKT-02 takes a percentage off each line and rounds as told")
    func percentOff() throws {
        let rule = PromotionRule.sample(.percentOff(basisPoints: 1_500))

        let breakdown = try Calculator.sample([.sample(1, "A", 999), .sample(2, "B", 10)], [rule])

        #expect(breakdown.lines.map { $0.adjustments.map(\.amount) } == [[.cny(-150)], [.cny(-2)]])
        #expect(breakdown.lines[0].adjustments[0].reason == "Offer: 15% off")
        #expect(breakdown.total == .cny(857))
        #expect(breakdown.discountTotal == .cny(152))
    }

    @Test("MKT-02 splits a fixed amount over the lines by largest remainder")
    func fixedOff() throws {
        let breakdown = try Calculator.sample(
            [.sample(1, "A", 100), .sample(2, "B", 100), .sample(3, "C", 100)],
            [.sample(.fixedOff(.cny(100)), code: "HUNDRED")]
        )

        #expect(breakdown.lines.map(\.total.amountMinor) == [66, 67, 67])
        #expect(breakdown.lines[0].adjustments.map(\.kind) == [.coupon])
        #expect(breakdown.lines[0].adjustments.map(\.code) == ["HUNDRED"])
    }

    @Test("MKT-02 never takes off more than goods cost")
    func fixedOffStopsAtZero() throws {
        let breakdown = try Calculator.sample(
            [.sample(1, "A", 30)],
            [.sample(.fixedOff(.cny(100))), .sample(.fixedOff(.cny(5)), code: "MORE")]
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
        let rule = PromotionRule.sample(.spendAndSave(tiers: tiers), code: "TIERS")

        #expect(try Calculator.sample([.sample(1, "A", 19_999)], [rule]).total == .cny(18_999))
        #expect(try Calculator.sample([.sample(1, "A", 20_000)], [rule]).total == .cny(17_000))
        #expect(
            try Calculator.sample([.sample(1, "A", 9_999)], [rule]).rejected
                == [Rejected(code: "TIERS", reason: "Spend 0.01 CNY more to save 10.00 CNY.")]
        )
    }

    @Test("MKT-05 a discount that one offer brings does not take another's tier away")
    func thresholdsUseListPrices() throws {
        let first = PromotionRule.sample(
            .spendAndSave(tiers: [SpendAndSaveTier(threshold: .cny(100), off: .cny(20))]),
            priority: 2
        )
        let second = PromotionRule.sample(.spendAndSave(tiers: [SpendAndSaveTier(threshold: .cny(90), off: .cny(80))]))

        #expect(try Calculator.sample([.sample(1, "A", 99)], [first, second]).total == .cny(19))
        #expect(try Calculator.sample([.sample(1, "A", 100)], [first, second]).total == .cny(0))
    }

    @Test("combines offers by priority, each on what the earlier left")
    func stacks() throws {
        let breakdown = try Calculator.sample(
            [.sample(1, "A", 1_000)],
            [
                .sample(.percentOff(basisPoints: 1_000), name: "Low"),
                .sample(.percentOff(basisPoints: 5_000), name: "High", priority: 5),
                .sample(.fixedOff(.cny(50)), name: "Fixed", priority: 9),
            ]
        )

        #expect(
            breakdown.lines[0].adjustments.map(\.reason) == ["High: 50% off", "Low: 10% off", "Fixed: 0.50 CNY off"]
        )
        #expect(breakdown.lines[0].adjustments.map(\.amount.amountMinor) == [-500, -50, -50])
    }

    @Test("takes an exclusive offer alone when that is the better deal, and says why others lost")
    func exclusiveWins() throws {
        let exclusive = PromotionRule.sample(
            .percentOff(basisPoints: 5_000),
            code: "HALF",
            name: "Half",
            exclusive: true
        )
        let plain = PromotionRule.sample(.fixedOff(.cny(100)), code: "PLAIN", name: "Plain")

        let breakdown = try Calculator.sample([.sample(1, "A", 1_000)], [plain, exclusive])

        #expect(breakdown.total == .cny(500))
        #expect(breakdown.rejected.map(\.code) == ["PLAIN"])
        #expect(breakdown.rejected[0].reason.hasPrefix("Half saves more"))
    }

    @Test("leaves an exclusive offer when the others save as much")
    func exclusiveLoses() throws {
        let exclusive = PromotionRule.sample(.fixedOff(.cny(100)), code: "ALONE", exclusive: true, priority: 9)
        let plain = PromotionRule.sample(.fixedOff(.cny(100)), code: "PLAIN")

        let breakdown = try Calculator.sample([.sample(1, "A", 1_000)], [exclusive, plain])

        #expect(breakdown.lines[0].adjustments.map(\.code) == ["PLAIN"])
        #expect(breakdown.rejected.map(\.code) == ["ALONE"])
    }

    @Test("keeps an offer to its SKUs")
    func scope() throws {
        let rule = PromotionRule.sample(.percentOff(basisPoints: 1_000), code: "ONLYB", skus: ["B"])

        #expect(
            try Calculator.sample([.sample(1, "A", 100), .sample(2, "B", 100)], [rule]).lines.map(\.total.amountMinor)
                == [100, 90]
        )
        #expect(
            try Calculator.sample([.sample(1, "A", 100)], [rule]).rejected
                == [Rejected(code: "ONLYB", reason: "No item in the basket is part of this offer.")]
        )
    }
}
