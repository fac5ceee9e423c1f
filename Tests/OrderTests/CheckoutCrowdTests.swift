import Models
import ServiceKit
import TestSupport
import Testing

@testable import OrderService

/// Checkouts that share a commit must not share a fate.
@Suite("A crowd at the checkout")
struct CheckoutCrowdTests {
    private enum Wish: CaseIterable {
        case good, again, unknownChannel, strangersBasket, sharedBasket
    }

    @Test("ORD-05 gets an order a key and a basket once, and a bad wish fails alone and may be mended")
    func sharesNoFate() async throws {
        try await OrderShop.with { shop in
            let owner = TestCaller.customer(CustomerID())
            let basket = try await shop.basket(of: owner, in: "web", lines: [("A", 1)])
            let strangers = try await shop.basket(of: .customer(CustomerID()), in: "web", lines: [("A", 1)])

            let answers = try await withThrowingTaskGroup(of: (Wish, HTTPAnswer).self) { group in
                for number in 0..<60 {
                    let wish = Wish.allCases[number % Wish.allCases.count]
                    group.addTask {
                        switch wish {
                        case .good: (wish, try await shop.buy("good-\(number)", as: owner, channel: "web"))
                        case .again: (wish, try await shop.buy("again", as: owner, channel: "web"))
                        case .unknownChannel: (wish, try await shop.buy("bad-\(number)", as: owner, channel: "moon"))
                        case .strangersBasket: (wish, try await shop.buy("s-\(number)", as: owner, basket: strangers))
                        case .sharedBasket: (wish, try await shop.buy("b-\(number)", as: owner, basket: basket))
                        }
                    }
                }
                return try await group.reduce(into: [Wish: [HTTPAnswer]]()) { $0[$1.0, default: []].append($1.1) }
            }

            #expect(answers[.good]?.map(\.status) == Array(repeating: 201, count: 12))
            #expect(Set(answers[.good]?.compactMap { $0["orderId"] } ?? []).count == 12)
            #expect(Set(answers[.again]?.compactMap { $0["orderId"] } ?? []).count == 1)
            #expect(answers[.unknownChannel]?.allSatisfy { $0.problemType == "/problems/channel-unknown" } == true)
            #expect(answers[.strangersBasket]?.allSatisfy { $0.status == 404 } == true)
            #expect(answers[.sharedBasket]?.count { $0.status == 201 } == 1, "the basket is bought once")
            #expect(try await shop.count(.orders) == 14)
            #expect(try await shop.count(.placedEvents) == 14)
            #expect(try await shop.count(.sagas) == 0)
            let mended = try await shop.buy("bad-2", as: owner, channel: "web")
            #expect(mended.status == 201, "nothing was done under the key of a bad wish: \(mended.text)")
        }
    }
}

extension OrderShop {
    fileprivate func buy(_ key: String, as caller: TestCaller, channel: String) async throws -> HTTPAnswer {
        let lines = #""lines": [{"sku": "TEE", "quantity": 1}]"#
        return try await buy(key, as: caller, #""channelId": "\#(channel)", \#(lines)"#)
    }

    fileprivate func buy(_ key: String, as caller: TestCaller, basket: String) async throws -> HTTPAnswer {
        try await buy(key, as: caller, #""channelId": "web", "basketId": "\#(basket)""#)
    }

    private func buy(_ key: String, as caller: TestCaller, _ what: String) async throws -> HTTPAnswer {
        let delivery = #""delivery": {"method": "pickup", "locationId": "store-1"}"#
        return try await service.send(
            .post,
            "/v1/checkouts",
            as: caller,
            body: "{\(what), \(delivery), \"payment\": {\"method\": \"card\"}}",
            headers: [("Idempotency-Key", key)]
        )
    }
}
