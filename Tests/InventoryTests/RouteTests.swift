import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import InventoryService

@Suite("The routes of inventory")
struct RouteTests {
    @Test("are those of openapi.yaml, both ways")
    func contract() async throws {
        try await Warehouse.open { warehouse in
            let differences = try OpenAPIContract.differences(
                between: warehouse.service.endpoints,
                and: "Services/Inventory/openapi.yaml"
            )

            #expect(differences == [])
        }
    }

    @Test("INV-01 a location has type, time zone, position, hours and services")
    func location() async throws {
        try await Warehouse.open { warehouse in
            let body = """
                {"id": "store-berlin", "name": "Berlin", "type": "store", "country": "DE", "region": "BE",
                 "timeZone": "Europe/Berlin", "position": {"latitude": 52.52, "longitude": 13.405},
                 "hours": [{"day": "monday", "opens": "10:00", "closes": "24:00"}], "services": ["pickup"], "sells": true}
                """
            let created = try await warehouse.service.send(.post, "/v1/locations", as: .role(.warehouse), body: body)
            let again = try await warehouse.service.send(.post, "/v1/locations", as: .role(.warehouse), body: body)
            let shown = try await warehouse.service.send(.get, "/v1/locations/store-berlin")

            #expect((created.status, again.status, shown.status) == (201, 409, 200))
            #expect(shown.text == created.text)
            #expect(shown.header("etag") == "\"1\"")
            #expect(shown["hours/0/closes"] == "24:00")
            #expect(shown["position/latitude"] == "52.52")
            #expect(shown["services"] == #"["pickup","sells"]"#)
        }
    }

    @Test("a change to a version that has moved on is refused")
    func changedMeanwhile() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            func patch(_ headers: [(name: String, value: String)]) async throws -> Int {
                try await warehouse.service.send(
                    .patch,
                    "/v1/locations/wh-shanghai",
                    as: .role(.warehouse),
                    body: #"{"priority": 5}"#,
                    headers: headers
                ).status
            }

            #expect(try await patch([]) == 428)
            #expect(try await patch([("If-Match", "\"1\"")]) == 200)
            #expect(try await patch([("If-Match", "\"1\"")]) == 412)
            #expect(try await patch([("If-Match", "1")]) == 400)
        }
    }

    @Test("INV-24 1,000 SKUs in 50 stores are answered by one query")
    func availability() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.database.run(
                """
                INSERT INTO locations (id, name, type, country, time_zone, services)
                SELECT 'store-' || n, 'Store', 'store', 'CN', 'Asia/Shanghai', '{pickup}' FROM generate_series(1, 50) AS n
                """
            )
            try await warehouse.database.run(
                """
                INSERT INTO stock (sku, location_id, on_hand, reserved)
                SELECT 'SKU-' || s, 'store-' || n, s + n, 1
                  FROM generate_series(1, 1000) AS s, generate_series(1, 50) AS n
                """
            )
            let skus = (1...1_000).map { "\"SKU-\($0)\"" }.joined(separator: ",")

            let answer = try await warehouse.service.send(.post, "/v1/availability", body: "{\"skus\": [\(skus)]}")

            #expect(answer.status == 200)
            #expect(answer["items/999/sku"] == "SKU-1000")
            #expect(answer["items/0/available"] == "1275")
            #expect(answer["items/0/locations/49/locationId"] == "store-9")
        }
    }

    @Test("only the order service reserves; only staff see and change stock")
    func access() async throws {
        try await Warehouse.open { (warehouse: Warehouse) async throws in
            let path = "/v1/reservations/\(OrderID())"
            let callers: [TestCaller] = [.customer(CustomerID()), .guest("g"), .role(.warehouse), .service(.marketing)]
            for caller in callers {
                #expect(try await warehouse.service.send(.put, path, as: caller, body: "{}").status == 403)
                #expect(try await warehouse.service.send(.delete, path, as: caller).status == 403)
            }
            #expect(try await warehouse.service.send(.put, path, body: "{}").status == 401)
            for route in ["/v1/stock/TEA-250", "/v1/movements"] {
                #expect(try await warehouse.service.send(.get, route, as: .customer(CustomerID())).status == 403)
                #expect(try await warehouse.service.send(.get, route).status == 401)
            }
        }
    }

    @Test("INV-01 a location in a time zone that does not exist is refused, new or changed")
    func unknownTimeZone() async throws {
        try await Warehouse.open { warehouse in
            let body = """
                {"id": "store-9", "name": "Store", "type": "store", "country": "CN", "timeZone": "Asia/Atlantis"}
                """
            let refused = try await warehouse.service.send(.post, "/v1/locations", as: .role(.warehouse), body: body)
            #expect(refused.status == 422)
            #expect(refused["errors/0/pointer"] == "/timeZone")

            try await warehouse.register(.shanghai)
            let changed = try await warehouse.service.send(
                .patch,
                "/v1/locations/wh-shanghai",
                as: .role(.warehouse),
                body: #"{"timeZone": "Asia/Atlantis"}"#,
                headers: [("If-Match", "\"1\"")]
            )
            #expect(changed.status == 422)
            #expect(changed["errors/0/pointer"] == "/timeZone")
        }
    }

    @Test("INV-01 a refused location names every bad field")
    func everyBadField() async throws {
        try await Warehouse.open { warehouse in
            let answer = try await warehouse.service.send(
                .post,
                "/v1/locations",
                as: .role(.warehouse),
                body: """
                    {"id": "Wh 1", "name": "", "type": "cave", "country": "China", "timeZone": "+08:00",
                     "position": {"latitude": 91, "longitude": 0}, "hours": [{"day": "monday", "opens": "9", "closes": "8"}],
                     "priority": -1, "colour": "red"}
                    """
            )

            let pointers = (0..<12).compactMap { answer["errors/\($0)/pointer"] }
            #expect(answer.status == 422)
            #expect(
                Set(pointers).isSuperset(of: [
                    "/id", "/name", "/type", "/country", "/timeZone", "/position/latitude", "/hours/0/opens",
                    "/priority",
                ])
            )
        }
    }
}
