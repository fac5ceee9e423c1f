import Models
import Testing

@testable import OrderService

@Suite("Refunding")
struct RefundingTests {
    @Test("ORD-20 any sequence of partial refunds sums to exactly what was paid", arguments: UInt64(0)..<300)
    func sumsToWhatWasPaid(seed: UInt64) throws {
        var dice = Dice(state: seed)
        let lines = (0..<Int.random(in: 1...5, using: &dice)).map { _ in
            (minor: Int64.random(in: 0...10_000, using: &dice), quantity: Int.random(in: 1...7, using: &dice))
        }
        let breakdown = try Breakdown.sample(totals: lines, shippingMinor: .random(in: 1...999, using: &dice))
        var units = breakdown.lines.flatMap { line in Array(repeating: line.lineID, count: line.quantity.value) }
        units.shuffle(using: &dice)

        var earlier = RefundedSoFar()
        for line in units {
            let request = RefundRequest(lines: [.init(lineID: line, quantity: 1)], includesShipping: false)
            guard let amounts = try? request.amounts(of: breakdown, after: earlier) else {
                earlier.quantities[line, default: 0] += 1  // a share that rounds to nothing
                continue
            }
            earlier.quantities[line, default: 0] += 1
            earlier.amountMinor += amounts.total.amountMinor
        }
        let shipping = RefundRequest(lines: [], includesShipping: true)
        earlier.amountMinor += try shipping.amounts(of: breakdown, after: earlier).total.amountMinor

        #expect(earlier.amountMinor == breakdown.total.amountMinor)
    }

    @Test("ORD-20 tells the tax within what is given back")
    func sharesTax() throws {
        let tax = TaxLine(name: "VAT", rateBasisPoints: 2000, amount: .cny(200), included: false)
        let line = try ExternalLine(
            lineID: 1,
            sku: #require(SKU("A")),
            quantity: 3,
            subtotal: .cny(1000),
            tax: [tax]
        )
        let breakdown = try Breakdown.external(currency: .cny, lines: [line])
        var earlier = RefundedSoFar()

        var taxMinor: [Int64] = []
        for _ in 1...3 {
            let request = RefundRequest(lines: [.init(lineID: 1, quantity: 1)], includesShipping: false)
            let amounts = try request.amounts(of: breakdown, after: earlier)
            taxMinor.append(amounts.lines[0].tax["VAT"]?.amountMinor ?? 0)
            earlier.quantities[1, default: 0] += 1
            earlier.amountMinor += amounts.total.amountMinor
        }

        #expect(taxMinor.reduce(0, +) == 200)
        #expect(earlier.amountMinor == 1200)
    }

    @Test("gives no unit back twice, and names the line")
    func refusesTooMany() throws {
        let breakdown = try Breakdown.sample([("A", 2)])
        let request = RefundRequest(lines: [.init(lineID: 1, quantity: 2)], includesShipping: false)

        #expect(throws: OrderError.refundLine(index: 0, .tooMany(left: 1))) {
            try request.amounts(of: breakdown, after: RefundedSoFar(quantities: [1: 1]))
        }
    }

    @Test("gives shipping back once")
    func refusesShippingTwice() throws {
        let breakdown = try Breakdown.sample([("A", 1)], shippingMinor: 500)
        let request = RefundRequest(lines: [], includesShipping: true)

        #expect(throws: OrderError.shippingAlreadyRefunded) {
            try request.amounts(of: breakdown, after: RefundedSoFar(shipping: true))
        }
    }

    @Test("never gives back more than was paid, where a line below zero lowered it")
    func refusesMoreThanPaid() throws {
        let breakdown = try Breakdown.sample(totals: [(1000, 1), (-400, 1)])
        let request = RefundRequest(lines: [.init(lineID: 1, quantity: 1)], includesShipping: false)

        #expect(throws: OrderError.refundExceedsPaid) { try request.amounts(of: breakdown, after: RefundedSoFar()) }
    }
}

/// SplitMix64: a failing seed replays exactly.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
