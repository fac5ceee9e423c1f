import Models
import ServiceKit
import TestSupport
import Testing

@testable import OrderService

@Suite("A basket")
struct BasketTests {
    private let customer = TestCaller.customer(CustomerID())

    @Test("ORD-01 is one for all channels and devices, and merges with the guest's at sign-in")
    func mergesAtSignIn() async throws {
        try await OrderShop.with { shop in
            let guest = TestCaller.guest("phone")
            let onPhone = try await shop.basket(of: guest, in: "app", lines: [("A", 2), ("B", 1)])
            let onWeb = try await shop.basket(of: customer, in: "web", lines: [("B", 3), ("C", 1)])
            let token = try TestIdentity.tokens.issue(subject: "phone", roles: [.guest], lifetimeSeconds: 60)
            let body = #"{"basketId": "\#(onPhone)", "guestToken": "\#(token)"}"#

            let merged = try await shop.service.send(.post, "/v1/baskets/\(onWeb)/merge", as: customer, body: body)
            let again = try await shop.service.send(.post, "/v1/baskets/\(onWeb)/merge", as: customer, body: body)

            #expect(merged.status == 200, "\(merged.text)")
            #expect(shop.lines(of: merged) == ["B 3", "C 1", "A 2"])
            #expect(shop.lines(of: again) == shop.lines(of: merged))
            let inApp = try await shop.service.send(.post, "/v1/baskets", as: customer, body: #"{"channelId":"app"}"#)
            #expect(inApp.status == 200 && inApp["id"] == onWeb)
        }
    }

    @Test("ORD-02 keeps address, method and coupons when the channel changes, down to the order")
    func keepsWhatWasEntered() async throws {
        try await OrderShop.with { shop in
            let basket = try await shop.basket(of: customer, in: "app", lines: [("A", 1)])
            let kept = try await shop.service.send(
                .patch,
                "/v1/baskets/\(basket)",
                as: customer,
                body: #"{"coupons": ["SPRING10"], "delivery": {"method": "pickup", "locationId": "store-9"}}"#,
                headers: [("If-Match", "\"2\"")]
            )
            #expect(kept.status == 200, "\(kept.text)")

            let body = #"{"channelId": "web", "basketId": "\#(basket)", "payment": {"method": "card"}}"#
            let answer = try await shop.service.send(.post, "/v1/checkouts", as: customer, body: body)

            #expect(answer.status == 201, "\(answer.text)")
            let order = try await shop.service.send(.get, try #require(answer.header("Location")), as: customer)
            #expect(order["delivery/locationId"] == "store-9")
            let bought = try await shop.service.send(.get, "/v1/baskets/\(basket)", as: customer)
            #expect(bought["status"] == "ordered" && bought["coupons/0"] == "SPRING10")
        }
    }

    @Test("is bought once: a second checkout of it, under another key, is refused")
    func boughtOnce() async throws {
        try await OrderShop.with { shop in
            let basket = try await shop.basket(of: customer, in: "web", lines: [("A", 1)])
            let body = """
                {"channelId": "web", "basketId": "\(basket)", "payment": {"method": "card"},
                 "delivery": {"method": "pickup", "locationId": "store-1"}}
                """

            async let one = shop.service.send(.post, "/v1/checkouts", as: customer, body: body)
            async let other = shop.service.send(.post, "/v1/checkouts", as: customer, body: body)

            #expect(try await [one.status, other.status].sorted() == [201, 409])
            #expect(try await shop.count(.placedEvents) == 1)
        }
    }

    @Test("is the customer's again after a refused checkout")
    func givenBack() async throws {
        let suite = FakeSuite()
        suite.arrange { $0.refusals["reserve"] = .outOfStock }
        try await OrderShop.with(suite) { shop in
            let basket = try await shop.basket(of: customer, in: "web", lines: [("A", 1)])
            let body = """
                {"channelId": "web", "basketId": "\(basket)", "payment": {"method": "card"},
                 "delivery": {"method": "pickup", "locationId": "store-1"}}
                """

            let refused = try await shop.service.send(.post, "/v1/checkouts", as: customer, body: body)

            #expect(refused.status == 409)
            let basketNow = try await shop.service.send(.get, "/v1/baskets/\(basket)", as: customer)
            #expect(basketNow["status"] == "open")
        }
    }

    @Test("changes only from the version that was seen: 428 without, 412 with an old one")
    func versions() async throws {
        try await OrderShop.with { shop in
            let basket = try await shop.basket(of: customer, in: "web", lines: [("A", 1)])
            let path = "/v1/baskets/\(basket)/lines/A"

            let blind = try await shop.service.send(.put, path, as: customer, body: #"{"quantity": 2}"#)
            let late = try await shop.service.send(
                .put,
                path,
                as: customer,
                body: #"{"quantity": 2}"#,
                headers: [("If-Match", "\"1\"")]
            )

            #expect(blind.status == 428)
            #expect(late.status == 412)
        }
    }

    @Test("I-14 is invisible to everybody else, and a guest's token is needed to merge it")
    func belongsToItsOwner() async throws {
        try await OrderShop.with { shop in
            let guest = TestCaller.guest("a")
            let theirs = try await shop.basket(of: guest, in: "web", lines: [("A", 1)])
            let mine = try await shop.basket(of: customer, in: "web", lines: [])
            let other = try TestIdentity.tokens.issue(subject: "b", roles: [.guest], lifetimeSeconds: 60)

            for caller in [customer, .guest("b"), .customer(CustomerID())] {
                let seen = try await shop.service.send(.get, "/v1/baskets/\(theirs)", as: caller)
                #expect(seen.status == 404)
            }
            let stolen = try await shop.service.send(
                .post,
                "/v1/baskets/\(mine)/merge",
                as: customer,
                body: #"{"basketId": "\#(theirs)", "guestToken": "\#(other)"}"#
            )
            #expect(stolen.status == 404)
        }
    }
}

extension OrderShop {
    /// Opens a basket and puts lines in; its id.
    func basket(of caller: TestCaller, in channel: String, lines: [(String, Int)]) async throws -> String {
        let opened = try await service.send(
            .post,
            "/v1/baskets",
            as: caller,
            body: #"{"channelId": "\#(channel)"}"#
        )
        let id = try #require(opened["id"], "\(opened.text)")
        var tag = try #require(opened.header("ETag"))
        for (sku, quantity) in lines {
            let set = try await service.send(
                .put,
                "/v1/baskets/\(id)/lines/\(sku)",
                as: caller,
                body: #"{"quantity": \#(quantity)}"#,
                headers: [("If-Match", tag)]
            )
            tag = try #require(set.header("ETag"), "\(set.text)")
        }
        return id
    }

    func lines(of answer: HTTPAnswer) -> [String] {
        (0..<10).compactMap { index in
            guard let sku = answer["lines/\(index)/sku"], let quantity = answer["lines/\(index)/quantity"] else {
                return nil
            }
            return "\(sku) \(quantity)"
        }
    }
}
