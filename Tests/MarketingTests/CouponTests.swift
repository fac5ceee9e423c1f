import JSON
import Models
import ServiceKit
import TestSupport
import Testing

@testable import MarketingService

@Suite("Redeeming coupons")
struct CouponTests {
    @Test("MKT-06 a single-use coupon is redeemed exactly once by 1,000 orders at once")
    func singleUse() async throws {
        try await Shop.open { shop in
            try await shop.coupon("SAVE", limits: #","limit":1"#)

            let winners = try await shop.redeem(times: 1_000)

            #expect(winners == 1)
            #expect(try await shop.claimed("SAVE") == 1)
        }
    }

    @Test("MKT-06 a limit of 50 is used up to the last one and no further")
    func limit() async throws {
        try await Shop.open { shop in
            try await shop.coupon("SAVE", limits: #","limit":50"#)

            #expect(try await shop.redeem(times: 300) == 50)
            #expect(try await shop.claimed("SAVE") == 50)
        }
    }

    @Test("MKT-06 a customer uses a coupon no more often than she may, and a guest not at all")
    func perCustomer() async throws {
        try await Shop.open { shop in
            try await shop.coupon("SAVE", limits: #","perCustomerLimit":2"#)
            let (one, other) = (try await shop.customer(), try await shop.customer())

            #expect(try await shop.redeem(times: 40, customer: one) == 2)
            #expect(try await shop.redeem(times: 3, customer: other) == 2)
            let guest = try await shop.breakdown(.sample(coupons: ["SAVE"]))
            #expect(guest.rejected.map(\.code) == ["SAVE"])
            #expect(guest.rejected[0].reason.contains("Sign in"))
        }
    }

    @Test("the same order and body get the same answer; another body is refused")
    func repeated() async throws {
        try await Shop.open { shop in
            try await shop.coupon("SAVE", limits: #","limit":1"#)
            let order = OrderID()
            let first = try await shop.quote(.sample(coupons: ["SAVE"]), for: order)
            try await shop.hear(from: .catalog, PriceChanged.sample(Shop.tea, 50_00))

            let again = try await shop.quote(.sample(coupons: ["SAVE"]), for: order)
            let different = try await shop.quote(.sample(2, coupons: ["SAVE"]), for: order)

            #expect(again.text == first.text)
            #expect(different.status == 409)
            #expect(different.problemType == "/problems/quote-differs")
            #expect(try await shop.claimed("SAVE") == 1)
        }
    }

    @Test("a quote that was released gives its coupon back and cannot be claimed again, not even late")
    func released() async throws {
        try await Shop.open { shop in
            try await shop.coupon("SAVE", limits: #","limit":1"#)
            let (order, late) = (OrderID(), OrderID())
            _ = try await shop.breakdown(.sample(coupons: ["SAVE"]), for: order)

            for path in ["/v1/quotes/\(order)", "/v1/quotes/\(order)", "/v1/quotes/\(late)"] {
                #expect(try await shop.service.send(.delete, path, as: .service(.order)).status == 204)
            }

            #expect(try await shop.claimed("SAVE") == 0)
            for released in [order, late] {
                let answer = try await shop.quote(.sample(coupons: ["SAVE"]), for: released)
                #expect(answer.problemType == "/problems/quote-released")
            }
        }
    }

    @Test("a hold that is not placed in time ends by itself; a placed order keeps its coupon")
    func expires() async throws {
        try await Shop.open(holdSeconds: 0) { shop in
            try await shop.coupon("SAVE", limits: #","limit":1"#)
            let order = OrderID()
            let breakdown = try await shop.breakdown(.sample(coupons: ["SAVE"]), for: order)
            try await eventually { try await shop.claimed("SAVE") == 0 }

            let placed = OrderPlaced.sample(order, breakdown: breakdown)
            try await shop.hear(from: .order, placed)
            #expect(try await shop.claimed("SAVE") == 1, "placed after all")
            _ = try await shop.service.send(.delete, "/v1/quotes/\(order)", as: .service(.order))
            #expect(try await shop.claimed("SAVE") == 1)

            try await shop.hear(from: .order, placed.cancellation)
            #expect(try await shop.claimed("SAVE") == 0)
        }
    }

    @Test("a coupon that takes nothing off is not used up")
    func idle() async throws {
        try await Shop.open { shop in
            let tiers =
                #"[{"threshold":{"amountMinor":99900,"currency":"CNY"},"off":{"amountMinor":100,"currency":"CNY"}}]"#
            try await shop.coupon("SAVE", effect: #"{"type":"spendAndSave","tiers":\#(tiers)}"#)

            let breakdown = try await shop.breakdown(.sample(coupons: ["SAVE"]))

            #expect(breakdown.rejected.map(\.code) == ["SAVE"])
            #expect(try await shop.claimed("SAVE") == 0)
        }
    }
}

extension Shop {
    /// How many of so many orders, all at once, get something off by the coupon `SAVE`.
    func redeem(times: Int, customer: CustomerID? = nil) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<times {
                group.addTask {
                    let answer = try await quote(.sample(customer: customer, coupons: ["SAVE"]))
                    try #require(answer.status == 200, "\(answer.text)")
                    return try answer.decode(Breakdown.self).usedCoupons == [.save]
                }
            }
            return try await group.reduce(0) { $1 ? $0 + 1 : $0 }
        }
    }
}
