import Models
import TestSupport
import Testing

@testable import MarketingService

@Suite("Quoting")
struct QuotingTests {
    @Test("MKT-02 MKT-05 equals a plainly written reference on random carts")
    func equalsReference() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<10_000 {
            let cart = RandomCart(using: &random)

            let breakdown = try cart.quoting.breakdown()

            #expect(breakdown.total.amountMinor == cart.referenceTotal)
            try breakdown.verify()
        }
    }

    @Test("MKT-05 adding an item never raises the total by more than its price")
    func monotone() throws {
        var random = SeededGenerator(seed: 55)
        for _ in 0..<5_000 {
            let cart = RandomCart(using: &random)
            var larger = cart
            larger.teas += 1

            let (before, after) = (try cart.quoting.breakdown().total, try larger.quoting.breakdown().total)

            #expect(after.amountMinor - before.amountMinor <= cart.teaPrice)
        }
    }

    @Test("MKT-07 an exclusive coupon is taken alone, when that is the better deal, and says so")
    func exclusive() throws {
        var offer = Promotion.sample(effect: .percentOff(basisPoints: 3000))
        offer.isExclusive = true
        var quoting = Quoting.sample(promotions: [.sample(effect: .percentOff(basisPoints: 1000)), offer])
        #expect(try quoting.breakdown().total == .cny(70_00))

        quoting = .sample(promotions: [.sample(effect: .percentOff(basisPoints: 4000)), offer])
        let breakdown = try quoting.breakdown()
        #expect(breakdown.total == .cny(60_00))
        #expect(breakdown.rejected.map(\.code) == [offer.id.description])
    }

    @Test("an amount off counts in its own currency only")
    func currency() throws {
        let quoting = Quoting.sample(promotions: [.sample(effect: .fixedOff(.usd(10_00)))])

        #expect(try quoting.breakdown().total == .cny(100_00))
    }

    @Test("a guest neither spends points nor earns them")
    func guest() throws {
        var quoting = Quoting.sample()
        #expect(try quoting.breakdown().pointsEarned == 100)

        quoting = .sample(customer: nil, points: 10)
        let breakdown = try quoting.breakdown()
        #expect(breakdown.pointsSpent == 0 && breakdown.pointsEarned == 0)
        #expect(breakdown.rejected.map(\.code) == ["points"])
    }

    @Test(
        "MKT-10 a point is worth a hundredth of what earns it, in currencies of any exponent",
        arguments: [
            (Currency.cny, 1, 100), (.jpy, 1, 100), (.kwd, 10, 1000),
        ] as [(Currency, Int64, Int64)]
    )
    func policy(currency: Currency, spent: Int64, earned: Int64) {
        let policy = PointsPolicy(currency)

        #expect(policy.minorPerPoint == spent)
        #expect(policy.minorPerEarnedPoint == earned)
        #expect(policy.earned(for: Money(amountMinor: -5_000, currency: currency)) == 0)
    }
}

/// Tea and cups, a percentage off all, an amount off cups and two tiers, and what that must cost, worked out by hand.
private struct RandomCart {
    var teas: Int64
    let cups: Int64
    let teaPrice: Int64
    let cupPrice: Int64
    let basisPoints: Int64
    let cupsOff: Int64

    init(using random: inout SeededGenerator) {
        teas = .random(in: 1...20, using: &random)
        cups = .random(in: 1...20, using: &random)
        teaPrice = .random(in: 1...100_00, using: &random)
        cupPrice = .random(in: 1...100_00, using: &random)
        basisPoints = .random(in: 0...10_000, using: &random)
        cupsOff = .random(in: 0...500_00, using: &random)
    }

    var referenceTotal: Int64 {
        var (tea, cup) = (teas * teaPrice, cups * cupPrice)
        let listPrice = tea + cup
        tea -= (tea * basisPoints + 5_000) / 10_000
        cup -= (cup * basisPoints + 5_000) / 10_000
        cup -= min(cup, cupsOff)
        let tier: Int64 = listPrice >= 600_00 ? 100_00 : listPrice >= 300_00 ? 40_00 : 0
        return max(0, tea + cup - tier)
    }

    var quoting: Quoting {
        var cupsOnly = Promotion.sample(effect: .fixedOff(.cny(cupsOff)))
        cupsOnly.skus = [.cup]
        let tiers = [
            SpendAndSaveTier(threshold: .cny(300_00), off: .cny(40_00)),
            SpendAndSaveTier(threshold: .cny(600_00), off: .cny(100_00)),
        ]
        return .sample(
            lines: [(.tea, teas, teaPrice), (.cup, cups, cupPrice)],
            promotions: [
                .sample(effect: .spendAndSave(tiers: tiers)), cupsOnly,
                .sample(effect: .percentOff(basisPoints: Int(basisPoints))),
            ]
        )
    }
}

extension Quoting {
    static func sample(
        lines: [(sku: SKU, quantity: Int64, price: Int64)] = [(.tea, 1, 100_00)],
        customer: CustomerID? = CustomerID(),
        points: Int = 0,
        promotions: [Promotion] = []
    ) -> Quoting {
        var request = QuoteRequest.sample(customer: customer, points: points)
        request.lines = lines.enumerated().map { place, line in
            .init(lineID: place + 1, sku: line.sku, quantity: Quantity(Int(line.quantity)) ?? 1)
        }
        var goods: [SKU: PricedGoods] = [:]
        for line in lines {
            goods[line.sku] = PricedGoods(unitPrice: .cny(line.price), taxClass: "standard", isSold: true)
        }
        var reference = ReferenceData(version: 1)
        reference.promotions = promotions
        reference.channels[.web] = .init(
            id: .web,
            currency: .cny,
            country: .china,
            pricesIncludeTax: true,
            isActive: true
        )
        return Quoting(
            request: request,
            reference: reference,
            goods: goods,
            coupons: [:],
            member: customer.map { Member(survivor: $0, points: 0) },
            at: .now
        )
    }
}
