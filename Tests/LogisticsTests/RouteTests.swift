import Models
import ServiceKit
import TestSupport
import Testing

@testable import LogisticsService

@Suite("The routes of logistics")
struct RouteTests {
    @Test("are those of openapi.yaml, both ways")
    func contract() async throws {
        try await Dock.open { dock in
            let differences = try OpenAPIContract.differences(
                between: dock.service.endpoints,
                and: "Services/Logistics/openapi.yaml"
            )

            #expect(differences == [])
        }
    }

    @Test("show a shipment to its customer and to staff; to everybody else it is not there")
    func ownership() async throws {
        try await Dock.open { dock in
            let customer = CustomerID()
            let order = OrderID()
            try await dock.tell(OrderPlaced.sample(order, customer: customer))
            let id = try await dock.shipment(of: order)
            func statuses(_ caller: TestCaller) async throws -> [Int] {
                var statuses: [Int] = []
                for path in ["/v1/shipments/\(id)", "/v1/shipments/\(id)/tracking"] {
                    statuses.append(try await dock.service.send(.get, path, as: caller).status)
                }
                return statuses
            }
            func listed(_ caller: TestCaller) async throws -> String? {
                try await dock.service.send(.get, "/v1/shipments?orderId=\(order)", as: caller)["items/0/id"]
            }

            for caller: TestCaller in [.customer(customer), .role(.support), .role(.warehouse), .service(.order)] {
                #expect(try await statuses(caller) == [200, 200])
                #expect(try await listed(caller) == id)
            }
            for caller: TestCaller in [.customer(CustomerID()), .guest("somebody")] {
                #expect(try await statuses(caller) == [404, 404])
                #expect(try await listed(caller) == nil)
            }
            #expect(try await statuses(.anonymous) == [401, 401])
            #expect(try await statuses(.role(.marketer)) == [403, 403])
        }
    }

    @Test("let only the warehouse move parcels, and only the order service stop them")
    func access() async throws {
        try await Dock.open { dock in
            let id = ShipmentID()
            let routes: [(HTTPMethod, String)] = [
                (.post, "/v1/shipments/\(id)/dispatch"), (.post, "/v1/shipments/\(id)/collection"),
                (.put, "/v1/shipments/\(id)/label"), (.delete, "/v1/shipments/\(id)/label"),
                (.put, "/v1/orders/\(OrderID())/shipment-stop"), (.post, "/v1/tracking-events"),
            ]
            for (method, path) in routes {
                for caller: TestCaller in [.customer(CustomerID()), .guest("g"), .role(.support), .service(.payment)] {
                    let answer = try await dock.service.send(method, path, as: caller, body: "{}")
                    #expect(answer.status == 403, "\(method) \(path)")
                }
            }
        }
    }

    @Test("answer hostile input with a 4xx problem, and live on")
    func hostile() async throws {
        try await Dock.open { dock in
            try await dock.tell(OrderPlaced.sample())
            let routes: [(HTTPMethod, String, TestCaller)] = [
                (.post, "/v1/tracking-events", .role(.warehouse)),
                (.post, "/v1/shipments/\(ShipmentID())/collection", .role(.warehouse)),
                (.post, "/v1/shipments/\(ShipmentID())/dispatch", .role(.warehouse)),
                (.put, "/v1/orders/\(OrderID())/shipment-stop", .service(.order)),
            ]
            for (method, path, caller) in routes {
                for body in Self.bodies {
                    let answer = try await dock.service.send(method, path, as: caller, body: body)
                    #expect((400..<500).contains(answer.status), "\(path) \(body.prefix(60)): \(answer.text)")
                    #expect(answer.header("content-type") == "application/problem+json")
                }
            }
            for path in [
                "/v1/shipments", "/v1/shipments?orderId=1", "/v1/shipments/1", "/v1/shipments/%00", "/v1/carriers?x=1",
                "/v1/shipments?orderId=\(OrderID())&x=1",
            ] {
                let answer = try await dock.service.send(.get, path, as: .administrator)
                #expect((400..<500).contains(answer.status), "\(path): \(answer.text)")
            }
            #expect(try await dock.service.send(.get, "/readyz").status == 200)
        }
    }

    private static let bodies =
        [
            "null", "[]", "{", "{\"a\":1}", "{\"code\":\"12345\"}", "{\"code\":123456}", "{\"code\":\"１23456\"}",
            "{\"events\":[]}",
        ]
        + ["\"\"", "1", "null", "\"\\u0000\"", "\"\(String(repeating: "x", count: 10_000))\""].map { text in
            """
            {"events": [{"carrier": "post", "trackingNumber": "RR1", "eventId": \(text), "status": "delivered",
             "occurredAt": "2026-01-01T00:00:00Z"}]}
            """
        }
        + ["yesterday", "2026-02-30T00:00:00Z", "99999-01-01T00:00:00Z"].map { time in
            """
            {"events": [{"carrier": "post", "trackingNumber": "RR1", "eventId": "e", "status": "delivered",
             "occurredAt": "\(time)"}]}
            """
        }
}
