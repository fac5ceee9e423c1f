import Models
import TestSupport
import Testing

@testable import MarketingService

@Suite("An order's book")
struct OrderBookTests {
    @Test("MKT-10 books what a placed order earns and spends, less what its quote holds already")
    func placed() {
        var book = OrderBook.sample(hold: .held, claimedPoints: 50)
        #expect(book.duePostings == [PointsPosting(kind: .spent, delta: -50)])

        book.booked = book.due
        book.placement = .sample(earned: 120, spent: 50)

        #expect(book.duePostings == [PointsPosting(kind: .earned, delta: 120)])
        #expect(book.due.orders == 1)
    }

    @Test("MKT-10 a cancellation takes back what was earned and gives back what was spent")
    func cancelled() {
        var book = OrderBook.sample(hold: .held, claimedPoints: 50)
        book.placement = .sample(earned: 120, spent: 50)
        book.booked = book.due

        book.isCancelled = true

        #expect(
            book.duePostings == [
                PointsPosting(kind: .earnReversed, delta: -120), PointsPosting(kind: .spendReversed, delta: 50),
            ]
        )
        #expect(book.due == OrderBook.Booking())
    }

    @Test("an expired hold gives its points and coupons back")
    func released() {
        var book = OrderBook.sample(hold: .held, claimedPoints: 50, coupons: [.save])
        book.booked = book.due

        book.hold = .released

        #expect(book.duePostings == [PointsPosting(kind: .spendReversed, delta: 50)])
        #expect(book.due.coupons.isEmpty)
    }

    @Test("an order placed after its hold had expired keeps the promise")
    func placedLate() {
        var book = OrderBook.sample(hold: .released, claimedPoints: 50, coupons: [.save])
        book.placement = .sample(earned: 0, spent: 50, coupons: [.save])

        #expect(book.duePostings == [PointsPosting(kind: .spentLate, delta: -50)])
        #expect(book.due.coupons == [.save])
    }

    @Test("MKT-10 any sequence of partial refunds takes back exactly the whole")
    func refundsSumExactly() {
        var random = SeededGenerator(seed: 10)
        for _ in 0..<2_000 {
            let total = Int64.random(in: 1...100_000, using: &random)
            var book = OrderBook.sample()
            book.placement = .sample(
                total: total,
                earned: .random(in: 0...10_000, using: &random),
                spent: .random(in: 0...10_000, using: &random)
            )
            var postings = book.duePostings
            book.booked = book.due
            var left = total
            while left > 0 {
                let part = Int64.random(in: 1...left, using: &random)
                left -= part
                book.refunded.amountMinor += part
                postings += book.duePostings
                book.booked = book.due
            }
            #expect(postings.reduce(0) { $0 + $1.delta } == 0)
            #expect(book.booked.earned == 0 && book.booked.spent == 0 && book.booked.spentMinor == 0)
        }
    }

    @Test("an order paid with points alone is refunded by its units")
    func refundsByUnits() {
        var book = OrderBook.sample()
        book.placement = .sample(total: 0, units: 3, earned: 0, spent: 100)

        book.refunded.units = 1
        #expect(book.due.spent == 67)

        book.refunded.units = 3
        #expect(book.due.spent == 0)
    }

    @Test("facts in any order come to the same end")
    func anyOrder() {
        let facts: [(inout OrderBook) -> Void] = [
            { $0.placement = .sample(total: 100, earned: 10, spent: 5, coupons: [.save]) },
            { $0.refunded.amountMinor += 30 },
            { $0.refunded.amountMinor += 20 },
            { $0.hold = .released },
        ]
        let ends = Set(
            permutations(facts).map { order in
                var book = OrderBook.sample(hold: .held, claimedPoints: 5, coupons: [.save])
                var balance: Int64 = 0
                for fact in order {
                    fact(&book)
                    balance += book.duePostings.reduce(0) { $0 + $1.delta }
                    book.booked = book.due
                }
                #expect(balance == book.booked.earned - book.booked.spent)
                return book.booked
            }
        )

        #expect(ends == [.init(earned: 5, spent: 3, orders: 1, spentMinor: 50, coupons: [.save])])
    }

    @Test("a guest has no account to book on")
    func guest() {
        var book = OrderBook.sample()
        book.customerID = nil
        book.placement = .sample(earned: 120, spent: 0, coupons: [.save])

        #expect(book.due == .init(coupons: [.save]))
    }
}

extension OrderBook {
    static func sample(hold: Hold = .none, claimedPoints: Int64 = 0, coupons: Set<CouponCode> = []) -> OrderBook {
        var book = OrderBook(orderID: OrderID())
        book.customerID = CustomerID()
        book.hold = hold
        book.claim = Claim(points: claimedPoints, coupons: coupons)
        return book
    }
}

extension OrderBook.Placement {
    static func sample(
        total: Int64 = 100_00,
        units: Int64 = 1,
        earned: Int64,
        spent: Int64,
        coupons: Set<CouponCode> = []
    ) -> Self {
        Self(
            placedAt: .now,
            total: .cny(total),
            units: units,
            pointsEarned: earned,
            pointsSpent: spent,
            coupons: coupons
        )
    }
}

func permutations<Element>(_ elements: [Element]) -> [[Element]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { index in
        var rest = elements
        let first = rest.remove(at: index)
        return permutations(rest).map { [first] + $0 }
    }
}
