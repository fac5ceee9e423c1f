import JSON
import Models
import TestSupport
import Testing

@Suite("Money")
struct MoneyTests {
    @Test("PAY-10 knows currencies of 0, 2, 3 and 4 decimals")
    func exponents() throws {
        #expect(Currency("JPY")?.exponent == 0)
        #expect(Currency("CNY")?.exponent == 2)
        #expect(Currency("KWD")?.exponent == 3)
        #expect(Currency("CLF")?.exponent == 4)
        #expect(Currency.all.count == 166)
        for currency in Currency.all { #expect(Currency(currency.code) == currency) }
        for code in ["cny", "XXX", "XAU", "CN", "CNYY", "", "ÄÖ"] { #expect(Currency(code) == nil) }
    }

    @Test("PAY-10 is told with the decimals of its currency")
    func describes() {
        #expect(Money.jpy(1_500).description == "1500 JPY")
        #expect(Money.cny(1_999).description == "19.99 CNY")
        #expect(Money.kwd(5).description == "0.005 KWD")
        #expect(Money.kwd(-12_345).description == "-12.345 KWD")
        #expect(Money(amountMinor: .min, currency: .cny).description == "-92233720368547758.08 CNY")
    }

    @Test("says when it overflows")
    func overflows() {
        let most = Money.cny(.max)

        #expect(throws: MoneyError.overflow) { try most.adding(.cny(1)) }
        #expect(throws: MoneyError.overflow) { try Money.cny(.min).subtracting(.cny(1)) }
        #expect(throws: MoneyError.overflow) { try Money.cny(.min).negated() }
        #expect(throws: MoneyError.overflow) { try most.multiplied(by: 2) }
        #expect(throws: MoneyError.overflow) { try most.portion(numerator: 3, denominator: 2, rounding: .down) }
        #expect(throws: MoneyError.overflow) { try Money.sum(of: [most, most], in: .cny) }
    }

    @Test("PAY-10 never mixes currencies")
    func mismatches() {
        let error = MoneyError.currencyMismatch(.cny, .eur)

        #expect(throws: error) { try Money.cny(1).adding(.eur(1)) }
        #expect(throws: error) { try Money.cny(1).subtracting(.eur(1)) }
        #expect(throws: error) { try Money.cny(1).isLess(than: .eur(1)) }
    }

    @Test(
        "rounds as told, negative amounts alike",
        arguments: [
            (Rounding.halfUp, [1, 2, 3, 0, 0, 1]), (.halfEven, [0, 2, 2, 0, 0, 1]), (.up, [1, 2, 3, 0, 1, 1]),
            (.down, [0, 1, 2, 0, 0, 0]),
        ]
    )
    func rounds(rounding: Rounding, expected: [Int64]) throws {
        // 0.5, 1.5, 2.5, 0, 0.25 and 0.75
        let quarters: [Int64] = [2, 6, 10, 0, 1, 3]

        for (quarter, whole) in zip(quarters, expected) {
            #expect(try Money.cny(quarter).portion(numerator: 1, denominator: 4, rounding: rounding) == .cny(whole))
            #expect(try Money.cny(-quarter).portion(numerator: 1, denominator: 4, rounding: rounding) == .cny(-whole))
        }
    }

    @Test("shares go to the largest remainders, the earlier first among equals")
    func allocates() throws {
        #expect(try Money.cny(100).allocated(by: [1, 1, 1]).map(\.amountMinor) == [34, 33, 33])
        #expect(try Money.cny(-100).allocated(by: [1, 1, 1]).map(\.amountMinor) == [-34, -33, -33])
        #expect(try Money.cny(10).allocated(by: [10, 25, 65]).map(\.amountMinor) == [1, 3, 6])
        #expect(try Money.cny(7).allocated(by: [0, 5, 0]).map(\.amountMinor) == [0, 7, 0])
        #expect(throws: MoneyError.badWeights) { try Money.cny(1).allocated(by: []) }
        #expect(throws: MoneyError.badWeights) { try Money.cny(1).allocated(by: [0, 0]) }
        #expect(throws: MoneyError.badWeights) { try Money.cny(1).allocated(by: [2, -1]) }
    }

    @Test("shares always sum to the whole, and none is more than one unit from its exact share", arguments: 0..<4)
    func sharesSumToWhole(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<1_000 {
            let whole = Int64.random(in: -1_000_000...1_000_000, using: &random)
            let count = Int.random(in: 1...12, using: &random)
            let weights = (0..<count).map { _ in Int64.random(in: 0...5_000, using: &random) } + [1]
            let total = weights.reduce(0, +)

            let shares = try Money.eur(whole).allocated(by: weights).map(\.amountMinor)

            #expect(shares.reduce(0, +) == whole)
            for (share, weight) in zip(shares, weights) { #expect(abs(share * total - whole * weight) < total) }
        }
    }

    @Test("shares of the largest amounts do not overflow")
    func allocatesExtremes() throws {
        for amount in [Int64.max, .min] {
            let shares = try Money.cny(amount).allocated(by: [.max, .max, 1])

            #expect(try Money.sum(of: shares, in: .cny) == .cny(amount))
        }
    }

    @Test("is an amount and a currency in JSON, and nothing else")
    func json() throws {
        #expect(JSON.string(Money.cny(1_999)) == #"{"amountMinor":1999,"currency":"CNY"}"#)
        for text in [
            #"{"amountMinor":19.99,"currency":"CNY"}"#, #"{"amountMinor":1999}"#,
            #"{"amountMinor":1999,"currency":"cny"}"#, #"{"amountMinor":"1999","currency":"CNY"}"#,
            #"{"amountMinor":1999,"currency":"CNY","x":1}"#, #"{"amountMinor":9223372036854775808,"currency":"CNY"}"#,
        ] {
            #expect(throws: JSONError.self) { try JSON.decode(Money.self, from: Array(text.utf8)) }
        }
    }
}
