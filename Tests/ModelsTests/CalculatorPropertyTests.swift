import JSON
import Models
import TestSupport
import Testing

@Suite("Random carts")
struct CalculatorPropertyTests {
    @Test(
        "ORD-06 add up to the minor unit and read back the same, 20,000 carts or in release a million",
        arguments: RandomCart.rounds
    )
    func addUp(round: Int) throws {
        var random = SeededGenerator(seed: UInt64(round))
        for number in 0..<RandomCart.perRound {
            let cart = RandomCart(using: &random, scopes: RandomCart.crossing)

            let breakdown = try cart.breakdown()

            try breakdown.verify()
            try #require(Self.isSound(breakdown, of: cart), "cart \(number)")
            if number % 20 == 0 {
                try #require(try cart.breakdown() == breakdown)
                try #require(try JSON.decode(Breakdown.self, from: JSON.encode(breakdown)) == breakdown)
            }
        }
    }

    @Test(
        "MKT-02 MKT-05 cost what the reference calculator says, 20,000 carts or in release a million",
        arguments: RandomCart.rounds
    )
    func equalReference(round: Int) throws {
        var random = SeededGenerator(seed: UInt64(1_000 + round))
        for number in 0..<RandomCart.perRound {
            let cart = RandomCart(using: &random, scopes: RandomCart.nested)

            let breakdown = try Calculator.breakdown(
                lines: cart.lines,
                promotions: cart.promotions,
                currency: cart.currency
            )

            let expected = ReferenceCalculator.priceOfGoods(cart.lines, cart.promotions)
            try #require(breakdown.total.amountMinor == expected, "cart \(number)")
        }
    }

    @Test(
        "MKT-05 never cost more by an item than the item does, 20,000 carts or in release a million",
        arguments: RandomCart.rounds
    )
    func areMonotone(round: Int) throws {
        var random = SeededGenerator(seed: UInt64(2_000 + round))
        for number in 0..<RandomCart.perRound {
            let cart = RandomCart(using: &random, scopes: RandomCart.nested, taxes: .included)
            let (larger, price) = cart.addingItem(using: &random)

            let risen = try larger.breakdown().total.subtracting(cart.breakdown().total)

            try #require(risen.amountMinor <= price.amountMinor, "cart \(number)")
        }
    }

    /// What no cart of our own may break, whatever the offers.
    private static func isSound(_ breakdown: Breakdown, of cart: RandomCart) -> Bool {
        let lines = zip(breakdown.lines, cart.lines).allSatisfy { priced, line in
            priced.lineID == line.lineID && !priced.total.isNegative
                && priced.subtotal.amountMinor == line.unitPrice.amountMinor * Int64(line.quantity.value)
                && priced.adjustments.allSatisfy { $0.amount.isNegative && !$0.reason.isEmpty }
        }
        let used = Set(breakdown.lines.flatMap(\.adjustments).map(\.code))
        let explained = used.union(breakdown.rejected.map(\.code))
        let rules = cart.promotions.allSatisfy { explained.contains($0.code?.value ?? $0.id.description) }
        return lines && rules && !breakdown.total.isNegative && breakdown.lines.count == cart.lines.count
            && used.isDisjoint(with: breakdown.rejected.map(\.code).filter { $0 != "points" })
    }
}
