import Models
import ServiceKit
import TestSupport
import Testing

@testable import OrderService

@Suite("The contract of order")
struct ContractTests {
    @Test("XC-01 routes and openapi.yaml agree both ways")
    func routesAndDocument() async throws {
        try await OrderShop.with { shop in
            let differences = try OpenAPIContract.differences(
                between: shop.service.endpoints,
                and: "Services/Order/openapi.yaml"
            )
            #expect(differences == [])
        }
    }

    @Test("bad input of every kind is a 4xx problem, never a 5xx", arguments: HostileBody.all)
    func hostileInput(_ hostile: HostileBody) async throws {
        try await OrderShop.with { shop in
            for (path, caller) in hostile.targets {
                let answer = try await shop.service.send(.post, path, as: caller, body: hostile.text)
                #expect((400..<500).contains(answer.status), "\(path): \(answer.status) \(answer.text)")
                #expect(answer.header("Content-Type") == "application/problem+json")
            }
            #expect(try await shop.count(.orders) == 0)
        }
    }

    @Test(
        "bad paths and queries are 4xx problems",
        arguments: [
            "/v1/orders?limit=0", "/v1/orders?limit=501", "/v1/orders?limit=many", "/v1/orders?cursor=%F0",
            "/v1/orders?x=1",
            "/v1/orders?status=lost", "/v1/orders?status=placed&status=placed", "/v1/orders?channelId=NOT%20ONE",
            "/v1/orders/1", "/v1/orders/%00", "/v1/orders/00000000-0000-0000-0000-000000000000", "/v1/checkouts/x",
            "/v1/order-status/%27%20OR%201=1", "/v1/baskets/..%2f..", "/v1/orders?cursor=WyJ4Il0",
        ]
    )
    func hostilePaths(_ path: String) async throws {
        try await OrderShop.with { shop in
            let answer = try await shop.service.send(.get, path, as: .role(.support))

            #expect((400..<500).contains(answer.status), "\(answer.status) \(answer.text)")
            #expect(answer.header("Content-Type") == "application/problem+json")
        }
    }
}

struct HostileBody: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String

    let targets: [(String, TestCaller)] = [
        ("/v1/baskets", .guest("g")),
        ("/v1/baskets/\(BasketID())/merge", .customer(CustomerID())),
        ("/v1/checkouts", .guest("g")),
        ("/v1/orders/\(OrderID())/cancellation", .guest("g")),
        ("/v1/orders/\(OrderID())/refunds", .role(.finance)),
        ("/v1/intake/till-orders", .role(.channel)),
        ("/v1/intake/marketplace-orders", .role(.channel)),
    ]

    private static func checkout(quantity: String = "1", sku: String = "A", extra: String = "") -> String {
        """
        {"channelId": "web", "lines": [{"sku": "\(sku)", "quantity": \(quantity)}], "payment": {"method": "card"}\(extra),
         "delivery": {"method": "ship"}}
        """
    }

    static let all: [HostileBody] = [
        HostileBody(testDescription: "nothing", text: " "),
        HostileBody(testDescription: "not JSON", text: "{"),
        HostileBody(testDescription: "a list", text: "[]"),
        HostileBody(testDescription: "null", text: "null"),
        HostileBody(testDescription: "deep", text: String(repeating: "[", count: 2_000)),
        HostileBody(testDescription: "duplicate keys", text: #"{"channelId":"web","channelId":"app"}"#),
        HostileBody(testDescription: "unknown field", text: checkout(extra: #", "total": 1"#)),
        HostileBody(testDescription: "quantity 0", text: checkout(quantity: "0")),
        HostileBody(testDescription: "quantity −1", text: checkout(quantity: "-1")),
        HostileBody(testDescription: "quantity 2⁶³−1", text: checkout(quantity: "9223372036854775807")),
        HostileBody(testDescription: "quantity 1e400", text: checkout(quantity: "1e400")),
        HostileBody(testDescription: "quantity 1.0", text: checkout(quantity: "1.0")),
        HostileBody(testDescription: "NUL in a SKU", text: checkout(sku: #"A\u0000"#)),
        HostileBody(testDescription: "10,000 characters", text: checkout(sku: String(repeating: "鼠", count: 10_000))),
        HostileBody(testDescription: "an injection", text: checkout(sku: "'; DROP TABLE orders; --")),
        HostileBody(testDescription: "a card number", text: checkout(extra: #", "locale": "4111 1111 1111 1111""#)),
        HostileBody(testDescription: "orders that are no orders", text: #"{"orders": 1}"#),
        HostileBody(testDescription: "no orders", text: #"{"orders": []}"#),
    ]
}
