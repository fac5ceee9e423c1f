import Models
import TestSupport
import Testing

/// A small shop and its offers, drawn from a seed.
struct RandomCart {
    var lines: [CartLine]
    let promotions: [PromotionRule]
    let points: PointsRule?
    let taxRules: [TaxRule]
    let shipping: ShippingFee?
    let currency: Currency
    let rounding: Rounding

    /// Scopes that lie within each other or apart, as a category tree's do.
    static let nested: [Set<SKU>?] = [nil, skus("ABC"), skus("AB"), skus("A"), skus("DE"), skus("F")]

    /// Scopes that cross, as brands and categories do.
    static let crossing: [Set<SKU>?] = nested + [skus("BCD"), skus("AF"), skus("CDE")]

    static let rounds = Array(0..<8)

    /// How many carts each round draws: seconds in a debug build, and the full million in a release build.
    static var perRound: Int {
        #if DEBUG
            2_500
        #else
            125_000
        #endif
    }

    init(using random: inout SeededGenerator, scopes: [Set<SKU>?], taxes: Taxes = .any) {
        let currency = [Currency.cny, .jpy, .kwd].randomElement(using: &random) ?? .cny
        func money(_ range: ClosedRange<Int64>) -> Money {
            Money(amountMinor: Int64.random(in: range, using: &random), currency: currency)
        }
        self.currency = currency
        rounding = Rounding.allCases.randomElement(using: &random) ?? .halfUp
        lines = (1...Int.random(in: 1...6, using: &random)).map { lineID in
            CartLine(
                lineID: lineID,
                sku: Self.skus("ABCDEF").sorted()[Int.random(in: 0..<6, using: &random)],
                quantity: Quantity(Int.random(in: 1...4, using: &random)) ?? 1,
                unitPrice: money(0...300),
                taxClass: Bool.random(using: &random) ? "standard" : "food"
            )
        }
        promotions = (0..<Int.random(in: 0...5, using: &random)).map { number in
            let effect: PromotionEffect =
                switch Int.random(in: 0..<3, using: &random) {
                case 0: .percentOff(basisPoints: Int.random(in: 0...10_000, using: &random))
                case 1: .fixedOff(money(0...400))
                default:
                    .spendAndSave(
                        tiers: (0..<3).map { _ in SpendAndSaveTier(threshold: money(0...1_500), off: money(0...300)) }
                    )
                }
            return PromotionRule(
                id: PromotionID(UUIDValue(high: UInt64(number), low: random.next())),
                code: Bool.random(using: &random) ? CouponCode("C\(number)") : nil,
                name: "Offer \(number)",
                effect: effect,
                skus: scopes.randomElement(using: &random) ?? nil,
                exclusive: Int.random(in: 0..<4, using: &random) == 0,
                priority: Int.random(in: 0...2, using: &random)
            )
        }
        points =
            Bool.random(using: &random)
            ? PointsRule(
                toSpend: Int.random(in: 0...500, using: &random),
                minorPerPoint: Int64.random(in: 1...7, using: &random),
                minorPerEarnedPoint: 10
            ) : nil
        shipping =
            Bool.random(using: &random) ? ShippingFee(fee: money(0...100), freeFrom: money(0...1_500)) : nil
        taxRules = [
            TaxRule(name: "VAT", rateBasisPoints: 1_300, included: true),
            TaxRule(taxClass: "food", name: "VAT", rateBasisPoints: 900, included: true),
            TaxRule(name: "City", rateBasisPoints: 825, included: taxes == .included),
        ]
    }

    enum Taxes {
        case any, included
    }

    /// The same cart with one unit more: of a line that is there, or on a line of its own. Also tells its price.
    func addingItem(using random: inout SeededGenerator) -> (cart: RandomCart, price: Money) {
        var cart = self
        let index = Int.random(in: 0..<lines.count, using: &random)
        let line = lines[index]
        if Bool.random(using: &random), let more = line.quantity.adding(1) {
            cart.lines[index] = CartLine(
                lineID: line.lineID,
                sku: line.sku,
                quantity: more,
                unitPrice: line.unitPrice,
                taxClass: line.taxClass
            )
            return (cart, line.unitPrice)
        }
        let price = Money(amountMinor: Int64.random(in: 0...300, using: &random), currency: currency)
        let sku = Self.skus("ABCDEF").sorted()[Int.random(in: 0..<6, using: &random)]
        cart.lines.append(CartLine(lineID: lines.count + 1, sku: sku, quantity: 1, unitPrice: price))
        return (cart, price)
    }

    func breakdown() throws -> Breakdown {
        try Calculator.breakdown(
            lines: lines,
            promotions: promotions,
            points: points,
            taxRules: taxRules,
            shipping: shipping,
            currency: currency,
            rounding: rounding
        )
    }

    private static func skus(_ names: String) -> Set<SKU> {
        Set(names.compactMap { SKU(String($0)) })
    }
}
