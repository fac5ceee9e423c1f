import Models
import ServiceKit
import TestSupport
import Testing

@testable import InventoryService

@Suite("Hostile input to inventory")
struct HostileInputTests {
    @Test("is answered with a 4xx problem, and the service lives on")
    func hostile() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            for (method, path, caller) in Self.routes {
                for body in Self.bodies {
                    let answer = try await warehouse.service.send(method, path, as: caller, body: body)
                    #expect((400..<500).contains(answer.status), "\(method) \(path) \(body.prefix(80)): \(answer.text)")
                    #expect(answer.header("content-type") == "application/problem+json")
                }
            }
            #expect(try await warehouse.service.send(.get, "/readyz").status == 200)
        }
    }

    @Test(
        "in a path or a query is answered with a 4xx problem",
        arguments: [
            "/v1/locations/Not%20A%20Code", "/v1/locations/%00", "/v1/locations/%ff", "/v1/locations?limit=0",
            "/v1/locations?limit=501", "/v1/locations?cursor=AAAA", "/v1/locations?sort=name",
            "/v1/locations?limit=1&limit=2",
            "/v1/stock/%20tea", "/v1/stock/a%00b", "/v1/movements?sku=", "/v1/movements?cursor=WyIxZTQwMCJd",
            "/v1/movements?locationId=A", "/v1/reservations/1", "/v1/reservations/00000000-0000-0000-0000-00000000000g",
        ]
    )
    func hostilePath(path: String) async throws {
        try await Warehouse.open { warehouse in
            let answer = try await warehouse.service.send(.get, path, as: .administrator)

            #expect((400..<500).contains(answer.status), "\(answer.status) \(answer.text)")
        }
    }

    private static let routes: [(HTTPMethod, String, TestCaller)] = [
        (.post, "/v1/locations", .role(.warehouse)),
        (.post, "/v1/receipts", .role(.warehouse)),
        (.post, "/v1/adjustments", .role(.warehouse)),
        (.post, "/v1/availability", .anonymous),
        (.put, "/v1/reservations/\(OrderID())", .service(.order)),
    ]

    private static let bodies =
        ["", "null", "[]", "\"\"", "{", "{}", "{\"a\":1}", "\u{FEFF}{}", "{\"lines\":[{}],}"]
        + numbers.flatMap { number in
            [
                #"{"locationId":"wh-shanghai","lines":[{"sku":"A","quantity":\#(number)}]}"#,
                #"{"locationId":"wh-shanghai","reason":"r","lines":[{"sku":"A","delta":\#(number)}]}"#,
                #"{"channelId":"web","holdSeconds":60,"lines":[{"lineId":1,"sku":"A","quantity":\#(number)}]}"#,
            ]
        }
        + texts.flatMap { text in
            [
                #"{"locationId":"wh-shanghai","lines":[{"sku":\#(text),"quantity":1}]}"#,
                #"{"locationId":\#(text),"lines":[{"sku":"A","quantity":1}]}"#,
                #"{"skus":[\#(text),"A","A"]}"#,
            ]
        }
        + [
            #"{"channelId":"web","holdSeconds":0,"lines":[{"lineId":1,"sku":"A","quantity":1}]}"#,
            #"{"channelId":"web","holdSeconds":60,"lines":[]}"#,
            #"{"channelId":"web","holdSeconds":60,"lines":[{"lineId":1,"sku":"A","quantity":1},{"lineId":1,"sku":"B","quantity":1}]}"#,
            String(repeating: "[", count: 70) + String(repeating: "]", count: 70),
        ]

    private static let numbers = [
        "0", "-0", "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e400", "1.0",
        "1e2", "\"1\"", "true", "null", "NaN",
    ]

    private static let texts = [
        "\"\"", "\" a\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"e\\u0301\"", "1", "null", "{}",
        "\"\(String(repeating: "x", count: 10_000))\"", "\"'; DROP TABLE stock; --\\n\"",
    ]
}
