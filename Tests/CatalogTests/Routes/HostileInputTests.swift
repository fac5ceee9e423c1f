import Models
import ServiceKit
import TestSupport
import Testing

@testable import CatalogService

@Suite("Hostile input to the catalog")
struct HostileInputTests {
    private static let bodies = [
        "", "[]", "{}", "null", "7", #""x""#, #"{"a":1,"a":2}"#, #"{"id":"x",}"#, "\u{FEFF}{}", #"{"id":"\u0000"}"#,
        #"{"title":{"en":"\ud800"}}"#, #"{"title":{"":""}}"#, #"{"title":[]}"#, #"{"title":{"en":"x"},"variants":{}}"#,
        #"{"title":{"en":"x"},"variants":[{"sku":" "}]}"#, #"{"title":{"en":"x"},"skuBase":"","options":[{}]}"#,
        #"{"title":{"en":"x"},"variants":[{"sku":"a","weightGrams":1e400}]}"#,
        #"{"title":{"en":"x"},"variants":[{"sku":"a","weightGrams":9223372036854775807}]}"#,
        #"{"title":{"en":"x"},"variants":[{"sku":"a","choices":{"n":"v"}}]}"#,
        #"{"prices":[{"sku":"a","amountMinor":1.0}]}"#, #"{"prices":[{"sku":"a","amountMinor":-1}]}"#,
        #"{"prices":[{"sku":"a","amountMinor":99999999999999999999}]}"#, #"{"prices":[]}"#,
        #"{"prices":[{"sku":"a","amountMinor":1,"validFrom":"infinity"}]}"#,
        #"{"prices":[{"sku":"a","amountMinor":1,"validFrom":"2026-01-02T00:00:00Z","validUntil":"2026-01-01T00:00:00Z"}]}"#,
        #"{"name":"'; DROP TABLE products; --","currency":"CNY","priority":99999999}"#,
        String(repeating: "[", count: 100), #"{"title":{"en":"\#(String(repeating: "x", count: 10_000))"}}"#,
        #"{"cvv":"123"}"#, #"{"name":"4111 1111 1111 1111"}"#,
    ]

    @Test("every route answers bad bodies with 4xx problems, as anyone")
    func bodies() async throws {
        try await CatalogShop.open { shop in
            let routes = try CatalogRoutes(shop.environment).endpoints
            for endpoint in routes where endpoint.method != .get && endpoint.method != .delete {
                let path = endpoint.path.replacing(/\{\w+\}/, with: { _ in ProductID().description })
                for body in Self.bodies {
                    for caller in [TestCaller.role(.merchandiser), .anonymous, .seller(SellerID()), .token("x.y.z")] {
                        let answer = try await shop.send(
                            try #require(HTTPMethod(rawValue: endpoint.method.rawValue)),
                            path,
                            as: caller,
                            body,
                            headers: [("If-Match", "\"1\"")]
                        )
                        expectRefusal(answer, "\(endpoint.method) \(path) \(body.prefix(60))")
                    }
                }
            }
        }
    }

    @Test(
        "every route answers bad paths and queries with 4xx problems",
        arguments: [
            "/v1/products/x", "/v1/products/'--", "/v1/products?limit=0", "/v1/products?limit=501",
            "/v1/products?limit=x",
            "/v1/products?cursor=%00", "/v1/products?cursor=e30", "/v1/products?q=", "/v1/products?q=a&q=b",
            "/v1/products?colour=red", "/v1/products?status=gone", "/v1/products?channelId=A%20B", "/v1/products?q=%ff",
            "/v1/products?categoryId=..%2F", "/v1/channels/%2e%2e", "/v1/channels?type=fax",
            "/v1/channels?cursor=WyIhIl0",
            "/v1/variants/%20", "/v1/variants/%00", "/v1/variants/e%CC%81", "/v1/prices/A", "/v1/prices/A?channelId=x",
            "/v1/prices/A?channelId=x&at=yesterday", "/v1/prices/A?channelId=x&explain=1", "/v1/price-lists/7",
            "/v1/price-lists/00000000-0000-7000-8000-000000000000/prices?cursor=WyJhIiwiYiJd", "/v1/listings/x",
            "/v1/listings/x/y", "/v1/imports/x", "/v1/nothing", "/v1//products",
        ]
    )
    func paths(path: String) async throws {
        try await CatalogShop.open { shop in
            expectRefusal(try await shop.get(path, as: .role(.merchandiser)), path)
        }
    }

    @Test(
        "CAT-08 any text may be searched for",
        arguments: [
            "'; DROP TABLE products; --", "a:*&|!()<->", "\\", "'", "😀", "é", "\u{200B}tea", "茶'壶\\", "%_",
        ]
    )
    func searches(text: String) async throws {
        try await CatalogShop.open { shop in
            try await shop.product("T", title: #"{"en":"Tea'pot \\\\ 茶'壶 😀 %_ <->"}"#)

            let answer = try await shop.get("/v1/products?q=\(PercentEncoding.encoded(text))")

            #expect(answer.status == 200 || answer.status == 400)
        }
    }

    private func expectRefusal(_ answer: HTTPAnswer, _ what: String) {
        #expect((400..<500).contains(answer.status), "\(what): \(answer.status) \(answer.text.prefix(200))")
        #expect(answer.header("Content-Type") == "application/problem+json", "\(what)")
        #expect(!answer.text.contains("SELECT") && !answer.text.contains(".swift"), "\(what)")
    }
}
