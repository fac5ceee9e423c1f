import Models
import ServiceKit
import TestSupport
import Testing

@testable import EmporiaCommand

extension SystemTests {
    @Suite("Two customers of one shop")
    struct PrivacyTests {
        @Test("XC-03 never see or touch each other's baskets, orders, parcels, payments and points")
        func keepApart() async throws {
            let shop = try OpenShop.current
            let owner = try await shop.signIn("li.na")
            let other = try await shop.signIn("wang.fang")
            let order = try await buyCup(owner.token, in: shop)
            let body = #"{"channelId":"web"}"#
            let basket = try await shop.succeed(.post, .order, "/v1/baskets", as: owner.token, body: body).text("id")
            let warehouse = try shop.token(.warehouse)
            let shipments = "/v1/shipments?orderId=\(order)"
            let shipment = try await eventualValue("the order has a parcel") {
                try await shop.send(.get, .logistics, shipments, as: warehouse)["items/0/id"]
            }

            let hidden: [(HTTPMethod, ServiceName, String, body: String?)] = [
                (.get, .order, "/v1/orders/\(order)", nil),
                (.get, .order, "/v1/checkouts/\(order)", nil),
                (.post, .order, "/v1/orders/\(order)/cancellation", #"{"reason":"not mine"}"#),
                (.get, .order, "/v1/baskets/\(basket)", nil),
                (.get, .logistics, "/v1/shipments/\(shipment)", nil),
                (.get, .logistics, "/v1/shipments/\(shipment)/tracking", nil),
                (.get, .marketing, "/v1/customers/\(owner.id)", nil),
                (.get, .marketing, "/v1/customers/\(owner.id)/points", nil),
            ]
            for (method, service, path, body) in hidden {
                let answer = try await shop.send(method, service, path, as: other.token, body: body)
                #expect(answer.status == 404, "\(method.rawValue) \(path) → \(answer.text)")
            }
            let orders = try await shop.succeed(.get, .order, "/v1/orders", as: other.token)
            #expect(!orders.text.contains(order))
            let parcels = try await shop.send(.get, .logistics, shipments, as: other.token)
            #expect(!parcels.text.contains(shipment))
            let own = try await shop.succeed(.get, .order, "/v1/orders/\(order)", as: owner.token)
            #expect(own["status"] == "placed")
        }

        @Test(
            "XC-03 are refused without the right token",
            arguments: [
                (HTTPMethod.get, ServiceName.order, "/v1/orders"),
                (.post, .order, "/v1/checkouts"),
                (.get, .logistics, "/v1/shipments?orderId=0198f0a2-5d1c-7c3e-8a44-3f1d2b6c9e10"),
                (.get, .payment, "/v1/payments?orderId=0198f0a2-5d1c-7c3e-8a44-3f1d2b6c9e10"),
                (.get, .marketing, "/v1/customers/0198f0a2-5d1c-7c3e-8a44-3f1d2b6c9e10"),
                (.post, .inventory, "/v1/receipts"),
                (.post, .catalog, "/v1/products"),
            ]
        )
        func wrongTokens(method: HTTPMethod, service: ServiceName, path: String) async throws {
            let shop = try OpenShop.current
            let issuer = shop.local.secrets.tokens
            let expired = try issuer.issue(
                subject: "test",
                roles: [.administrator],
                lifetimeSeconds: 600,
                now: Timestamp.now + -7200
            )
            let stranger = TokenIssuer(issuer: Secrets.issuer, key: SigningKey(id: "issuer-1"))
            let forged = try stranger.issue(subject: "test", roles: [.administrator], lifetimeSeconds: 600)
            let body = method == .post ? "{}" : nil

            for (what, token) in [("none", nil), ("garbage", "a.b.c"), ("expired", expired), ("forged", forged)] {
                let answer = try await shop.send(method, service, path, as: token, body: body)
                #expect(answer.status == 401, "\(what): \(answer.text)")
            }
        }

        @Test("XC-03 never reach what is only for staff", arguments: ["payments", "tills"])
        func wrongRole(what: String) async throws {
            let shop = try OpenShop.current
            let li = try await shop.signIn("li.na")
            let answer =
                what == "payments"
                ? try await shop.send(.get, .payment, "/v1/ledger/accounts", as: li.token)
                : try await shop.send(.post, .order, "/v1/intake/till-orders", as: li.token, body: #"{"orders":[]}"#)

            #expect(answer.status == 403)
        }

        private func buyCup(_ token: String, in shop: SystemShop) async throws -> String {
            let wish = """
                {"channelId":"web","lines":[{"sku":"CUP","quantity":1}],"payment":{"method":"card","token":"tok_ok"},
                 "delivery":{"method":"ship","address":\(SystemShop.address)}}
                """
            return try await shop.succeed(.post, .order, "/v1/checkouts", as: token, body: wish).text("orderId")
        }
    }
}
