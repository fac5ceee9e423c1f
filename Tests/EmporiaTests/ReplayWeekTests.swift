import Models
import Testing

@testable import EmporiaCommand

@Suite("A week of the study")
struct ReplayWeekTests {
    @Test("puts the lines of a basket together and the baskets in the order of time")
    func sales() {
        let week = StudyWeek(
            number: 7,
            transactions: [
                .sample(basket: "b", second: 20), .sample(basket: "a", second: 10), .sample(basket: "b", second: 20),
                .sample(basket: "c", second: 10),
            ]
        )

        #expect(week.sales.map(\.basketID) == ["a", "c", "b"])
        #expect(week.sales.map(\.lines.count) == [1, 1, 2])
        #expect(week.lastSale == Timestamp(microseconds: 20_000_000))
    }

    @Test("delivers to a store what it sells: units summed, goods without units left out")
    func deliveries() {
        let sales = [
            TillSale.sample(.sample(sku: "A", quantity: 2), .sample(sku: "B", quantity: 0)),
            TillSale.sample(.sample(sku: "A", quantity: 3), .sample(sku: "C")),
        ]

        let deliveries = Delivery.deliveries(for: sales, to: Store(id: "1"), week: 7)

        #expect(deliveries.map(\.reference) == ["complete-journey week 7 delivery 1"])
        #expect(deliveries.first?.lines == [.init(sku: SKU("A")!, quantity: 5), .init(sku: SKU("C")!, quantity: 1)])
    }

    @Test("splits a delivery that is too long for one request")
    func splitDeliveries() {
        let sales = [TillSale.sample(.sample(sku: "A"), .sample(sku: "B"), .sample(sku: "C"))]

        let deliveries = Delivery.deliveries(for: sales, to: Store(id: "1"), week: 7, linesMax: 2)

        #expect(deliveries.map { $0.lines.map(\.sku.value) } == [["A", "B"], ["C"]])
        #expect(Set(deliveries.map(\.reference)).count == 2)
    }

    @Test("is counted from the file's own columns")
    func tally() {
        let tally = Tally([
            .sample(
                .sample(quantity: 2, sales: 300, retailDiscount: 50, coupon: 100, couponMatch: 40),
                .sample(quantity: 0, sales: 10)
            ),
            .sample(.sample(sales: 0, coupon: 55)),
        ])

        #expect(tally[.orders] == 2)
        #expect(tally[.lines] == 3)
        #expect(tally[.units] == 3)
        #expect(tally[.shelf] == 400)
        #expect(tally[.memberPrice] == 50)
        #expect(tally[.couponMatch] == 40)
        #expect(tally[.manufacturerCoupon] == 155)
        #expect(tally[.received] == 310)
        #expect(tally[.paid] == 155)
        #expect(tally[.captured] == 210)
    }
}

@Suite("File against system")
struct ReplayComparisonTests {
    private static let file = Tally([.sample(.sample(sales: 123_456))])

    @Test("is equal when every measure of every week is")
    func equal() {
        let comparison = Comparison(weeks: [.init(number: 1, file: Self.file, system: Self.file)])

        #expect(comparison.isEqual)
        #expect(!comparison.table.contains { $0.contains("≠") })
    }

    @Test("names the week and the measure that differ, even by a cent that another week makes up for")
    func different() {
        var less = Self.file
        var more = Self.file
        less[.paid] -= 1
        more[.paid] += 1
        let comparison = Comparison(weeks: [
            .init(number: 1, file: Self.file, system: less), .init(number: 2, file: Self.file, system: more),
        ])

        #expect(!comparison.isEqual)
        #expect(comparison.file == comparison.system)
        #expect(comparison.table.contains("≠ week 1, customers pay: file 1,234.56, system 1,234.55"))
        #expect(comparison.table.contains("≠ week 2, customers pay: file 1,234.56, system 1,234.57"))
    }

    @Test("shows money with cents", arguments: [(0, "0.00"), (5, "0.05"), (-123_456_7, "-12,345.67"), (100, "1.00")])
    func money(minor: Int64, text: String) {
        #expect(Measure.paid.text(minor) == text)
    }
}
