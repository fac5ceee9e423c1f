import Models
import ServiceKit
import TestSupport
import Testing

@testable import MarketingService

@Suite("Points")
struct PointsTests {
    @Test("MKT-10 are earned when an order is placed and taken back exactly by its refunds")
    func earnAndReverse() async throws {
        try await Shop.open { shop in
            let customer = try await shop.customer()
            let placed = try await shop.placeTea(3, for: customer)
            #expect(try await shop.points(of: customer) == 297)

            try await shop.hear(from: .order, placed.refund(100_00))
            #expect(try await shop.points(of: customer) == 197)
            try await shop.hear(from: .order, placed.refund(100_01), placed.refund(96_99))
            #expect(try await shop.points(of: customer) == 0)

            let profile = try await shop.service.send(.get, "/v1/customers/\(customer)", as: .customer(customer))
            #expect(profile["account/orders"] == "1")
            #expect(profile["account/spent/0/amountMinor"] == "0")
        }
    }

    @Test("MKT-10 are never spent below zero by orders at once")
    func concurrentSpending() async throws {
        try await Shop.open { shop in
            let customer = try await shop.customer()
            _ = try await shop.placeTea(10, for: customer)

            let spent = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await shop.breakdown(.sample(customer: customer, points: 40)).pointsSpent
                    }
                }
                return try await group.reduce(0, +)
            }

            #expect(spent == 990)
            #expect(try await shop.points(of: customer) == 0)
        }
    }

    @Test("MKT-10 spent on an order come back when it is released, cancelled or refunded")
    func spentComesBack() async throws {
        try await Shop.open { shop in
            let customer = try await shop.customer()
            _ = try await shop.placeTea(10, for: customer)
            let order = OrderID()
            let breakdown = try await shop.breakdown(.sample(customer: customer, points: 500), for: order)
            #expect(breakdown.pointsSpent == 500)
            #expect(breakdown.total == .cny(94_00))
            #expect(try await shop.points(of: customer) == 490)

            let placed = OrderPlaced.sample(order, customer: customer, breakdown: breakdown)
            try await shop.hear(from: .order, placed)
            #expect(try await shop.points(of: customer) == 490 + 94)
            try await shop.hear(from: .order, placed.refund(47_00))
            #expect(try await shop.points(of: customer) == 740 + 47)
            try await shop.hear(from: .order, placed.cancellation)
            #expect(try await shop.points(of: customer) == 990)

            let released = OrderID()
            _ = try await shop.breakdown(.sample(customer: customer, points: 500), for: released)
            _ = try await shop.service.send(.delete, "/v1/quotes/\(released)", as: .service(.order))
            #expect(try await shop.points(of: customer) == 990)
        }
    }

    @Test("more than there are: what is there is spent, and the answer says so")
    func moreThanThere() async throws {
        try await Shop.open { shop in
            let customer = try await shop.customer()
            _ = try await shop.placeTea(1, for: customer)

            let breakdown = try await shop.breakdown(.sample(customer: customer, points: 1_000))

            #expect(breakdown.pointsSpent == 99)
            #expect(breakdown.rejected.map(\.code) == ["points"])
        }
    }

    @Test("XC-08 events in any order, twice, come to the same balance", arguments: 0..<6)
    func anyOrder(number: Int) async throws {
        try await Shop.open { shop in
            let customer = try await shop.customer()
            let breakdown = try await shop.breakdown(.sample(3, customer: customer))
            let placed = OrderPlaced.sample(customer: customer, breakdown: breakdown)
            let events: [any EventPayload] = [placed, placed.refund(97_00), placed.refund(100_00)]
            let order = permutations(events.map { CloudEvent($0, source: .order) })[number]

            for event in order + order { try await shop.hear([event]) }

            #expect(try await shop.points(of: customer) == 100)
        }
    }

    @Test("a cancellation heard before its order leaves nothing")
    func cancelledFirst() async throws {
        try await Shop.open { shop in
            let customer = try await shop.customer()
            let breakdown = try await shop.breakdown(.sample(customer: customer))
            let placed = OrderPlaced.sample(customer: customer, breakdown: breakdown)

            try await shop.hear(from: .order, placed.cancellation)
            try await shop.hear(from: .order, placed)
            try await shop.hear(from: .order, OrderDelivered(orderID: placed.orderID, at: .now))

            #expect(try await shop.points(of: customer) == 0)
            let profile = try await shop.service.send(.get, "/v1/customers/\(customer)", as: .role(.support))
            #expect(profile["account/orders"] == "0")
        }
    }

    @Test("MKT-12 are earned at the till, and can be spent online at once")
    func earnedAtTill() async throws {
        try await Shop.open { shop in
            let customer = try await shop.customer()
            let till = try Breakdown.external(
                currency: .cny,
                lines: [ExternalLine(lineID: 1, sku: .tea, quantity: 1, subtotal: .cny(120_50))]
            )
            try await shop.hear(from: .order, OrderPlaced.sample(customer: customer, origin: .till, breakdown: till))

            #expect(try await shop.points(of: customer) == 120)
            let online = try await shop.breakdown(.sample(customer: customer, points: 120))
            #expect(online.pointsSpent == 120)
        }
    }
}
