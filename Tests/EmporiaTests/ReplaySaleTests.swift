import JSON
import Models
import Testing

@testable import EmporiaCommand

@Suite("A basket of the study, as a till order")
struct ReplaySaleTests {
    @Test("keeps shelf price, card price, matched coupon and manufacturer's coupon apart")
    func discounts() throws {
        let line = Transaction.sample(quantity: 2, sales: 300, retailDiscount: 50, coupon: 100, couponMatch: 40)

        let breakdown = try TillSale.sample(line).breakdown()

        let sold = try #require(breakdown.lines.first)
        #expect(sold.subtotal == .usd(390))
        #expect(sold.unitPrice == .usd(195))
        #expect(sold.adjustments.map(\.kind) == [.memberPrice, .couponMatch, .manufacturerCoupon])
        #expect(sold.adjustments.map(\.amount) == [.usd(-50), .usd(-40), .usd(-100)])
        #expect(breakdown.total == .usd(200))
    }

    @Test("names no discount that took nothing off")
    func noDiscount() throws {
        #expect(try TillSale.sample(.sample()).breakdown().lines.first?.adjustments == [])
    }

    @Test(
        "keeps what the line cost where units don't divide it, and tells the nearest price of one",
        arguments: [(3, 100, 33), (3, 500, 167), (2, 1, 1), (89_638, 23_900, 0), (0, 125, 125)]
    )
    func unevenUnits(quantity: Int, sales: Int64, unitPrice: Int64) throws {
        let line = Transaction.sample(quantity: try #require(Quantity(quantity)), sales: sales)

        let breakdown = try TillSale.sample(line).breakdown()

        #expect(breakdown.lines.first?.subtotal == .usd(sales))
        #expect(breakdown.lines.first?.unitPrice == .usd(unitPrice))
        #expect(breakdown.lines.first?.quantity.value == quantity)
        #expect(breakdown.total == .usd(sales))
    }

    @Test("takes a coupon that is worth more than the line, and a basket below zero")
    func belowZero() throws {
        let sale = TillSale.sample(.sample(sales: 0, coupon: 55), .sample(sales: 20))

        let breakdown = try sale.breakdown()

        #expect(breakdown.lines.map(\.total) == [.usd(-55), .usd(20)])
        #expect(breakdown.total == .usd(-35))
        #expect(sale.paidMinor == -35)
    }

    @Test("goes out with the basket's number, its store and the customer, and a breakdown that adds up")
    func order() throws {
        let customer = CustomerID()
        let sale = TillSale.sample(.sample(basket: "31198570044", store: "330", second: 5), .sample(sku: "9878513"))

        let order = try JSON.decode(SentOrder.self, from: JSON.encode(try sale.order(of: customer)))

        #expect(order.texts == ["31198570044", "till-330", "store-330", customer.description, "1970-01-01T00:00:05Z"])
        #expect(throws: Never.self) { try order.breakdown.verify() }
        #expect(order.breakdown.lines.map(\.lineID) == [1, 2])
        #expect(order.tender == Tender(method: .other, amount: .usd(286)))
    }
}

/// What a till order says on the wire.
private struct SentOrder: JSONReadable {
    let texts: [String]
    let breakdown: Breakdown
    let tender: Tender

    init?(json: JSONNode) {
        texts = ["externalId", "channelId", "locationId", "customerId", "placedAt"].compactMap {
            json.child($0)?.string
        }
        json.ignoreUnknown()
        let breakdown: Breakdown? = json.required("breakdown")
        let tender: Tender? = json.required("tender")
        guard let breakdown, let tender else { return nil }
        self.breakdown = breakdown
        self.tender = tender
    }
}
