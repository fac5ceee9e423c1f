import Models
import ServiceKit
import TestSupport
import Testing

@testable import MarketingService

@Suite("Hostile input")
struct HostileInputTests {
    static let hostile = [
        "", "{", "[]", "null", "{}", "\u{FEFF}{}", #"{"a":1,"a":2}"#, #"{"name":"\u0000"}"#, #"{"x":1e400}"#,
        #"{"lines":[{"sku":"TEA-100","quantity":1.0}]}"#, #"{"lines":[{"sku":"TEA-100","quantity":-1}]}"#,
        #"{"lines":[{"sku":"TEA-100","quantity":9223372036854775807}]}"#, #"{"locale":"'; DROP TABLE customers;--"}"#,
        String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
        #"{"customerId":"not-an-id"}"#, #"{"cvv":"123"}"#, #"{"name":"4111 1111 1111 1111"}"#,
    ]

    @Test("is answered with 4xx at every route that takes a body")
    func bodies() async throws {
        try await Shop.open { shop in
            for endpoint in shop.service.endpoints where [.post, .put, .patch].contains(endpoint.method) {
                for body in Self.hostile where !Self.isFine(body, for: endpoint) {
                    for caller in [TestCaller.administrator, .service(.order)] {
                        let answer = try await shop.service.send(
                            endpoint.call,
                            endpoint.samplePath,
                            as: caller,
                            body: body,
                            headers: [("If-Match", "\"1\"")]
                        )
                        #expect((400...499).contains(answer.status), "\(endpoint.path) \(body): \(answer.text)")
                        #expect(answer.header("Content-Type") == "application/problem+json")
                    }
                }
            }
        }
    }

    /// No events, a customer of whom nothing is told, a promotion of which nothing changes, a guest who sends nothing.
    private static func isFine(_ body: String, for endpoint: Endpoint) -> Bool {
        switch body {
        case "[]": endpoint.path == "/v1/events"
        case "{}": endpoint.path.contains("by-identity") || endpoint.method == .patch
        case "": endpoint.path == "/v1/guest-tokens"
        default: false
        }
    }

    @Test("in paths and queries is answered with 4xx")
    func paths() async throws {
        try await Shop.open { shop in
            for path in [
                "/v1/customers/nobody", "/v1/customers/%00", "/v1/customers/%FF", "/v1/customers?limit=0",
                "/v1/customers?limit=9999999999999999999", "/v1/customers?cursor=abc", "/v1/customers?channelId=web",
                "/v1/customers?unknown=1", "/v1/promotions/1", "/v1/promotions?cursor=WyIxIl0", "/v1/coupons/NONE",
                "/v1/coupons/%27%20OR%201=1", "/v1/tax-rates/CN", "/v1/tax-rates?x=1", "//v1/customers",
                "/v1/customers/", "/v1/customers?channelId=WEB&externalId=1",
                "/v1/customers?channelId=web&externalId=%00", "/v1/customers?channelId=web&externalId=1&externalId=2",
            ] {
                let answer = try await shop.service.send(.get, path, as: .administrator)

                #expect((400...499).contains(answer.status), "\(path): \(answer.status) \(answer.text)")
            }
        }
    }

    @Test("injected text is kept as it is")
    func text() async throws {
        try await Shop.open { shop in
            let name = #"Robert'); DROP TABLE customers;-- <script>\u202e%s${jndi} 𝕏 e\u0301 $1 {{7*7}}"#
            let created = try await shop.service.send(
                .post,
                "/v1/customers",
                as: .role(.support),
                body: #"{"locale":"en","name":"\#(name)"}"#
            )

            #expect(created.status == 201)
            #expect(created["name"]?.contains("DROP TABLE") == true)
        }
    }
}
