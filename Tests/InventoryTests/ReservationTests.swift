import Models
import ServiceKit
import TestSupport
import Testing

@testable import InventoryService

@Suite("Reserving stock")
struct ReservationTests {
    @Test("INV-05 two orders for the last unit: one is promised it, the other nothing")
    func lastUnit() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(1, of: .tea, at: .shanghai)

            async let first = warehouse.reserve([.line(1, 1)], for: OrderID())
            async let second = warehouse.reserve([.line(1, 1)], for: OrderID())
            let answers = try await [first, second].sorted { $0.status < $1.status }

            #expect(answers.map(\.status) == [201, 409])
            #expect(answers[1].problemType == "/problems/out-of-stock")
            #expect(answers[1]["errors/0/pointer"] == "/lines/0/quantity")
            #expect(try await warehouse.level(.tea) == (1, 1))
        }
    }

    @Test("INV-05 two lines of one SKU count as their sum")
    func twoLinesOfOneSKU() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(3, of: .tea, at: .shanghai)

            let tooMany = try await warehouse.reserve([.line(1, 2), .line(2, 2)], for: OrderID())
            let enough = try await warehouse.reserve([.line(1, 2), .line(2, 1)], for: OrderID())

            #expect(tooMany.status == 409)
            #expect(enough.status == 201)
            #expect(try await warehouse.level(.tea) == (3, 3))
        }
    }

    @Test("INV-03 what one channel takes is gone for every other at once")
    func onePool() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(5, of: .tea, at: .shanghai)

            try await warehouse.reserve([.line(1, 3)], for: OrderID(), channel: "app-cn").require(201)

            #expect(try await warehouse.available(.tea) == 2)
            #expect(try await warehouse.reserve([.line(1, 3)], for: OrderID(), channel: "kiosk-1").status == 409)
        }
    }

    @Test("INV-05 asked again for the same order, the first answer stands")
    func repeated() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(5, of: .tea, at: .shanghai)
            let order = OrderID()

            let first = try await warehouse.reserve([.line(1, 2)], for: order)
            let second = try await warehouse.reserve([.line(1, 2)], for: order)
            let other = try await warehouse.reserve([.line(1, 3)], for: order)

            #expect((first.status, second.status, other.status) == (201, 200, 409))
            #expect(first.text == second.text)
            #expect(other.problemType == "/problems/reservation-differs")
            #expect(first["explanation"] == "wh-shanghai holds every line, first by priority")
            #expect(try await warehouse.level(.tea) == (5, 2))
        }
    }

    @Test("INV-05 released, the units are free, and the order is promised none again")
    func released() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(5, of: .tea, at: .shanghai)
            let order = OrderID()
            try await warehouse.reserve([.line(1, 2)], for: order).require(201)

            try await warehouse.release(order)
            try await warehouse.release(order)

            #expect(try await warehouse.level(.tea) == (5, 0))
            let late = try await warehouse.reserve([.line(1, 2)], for: order)
            #expect(late.problemType == "/problems/reservation-released")
        }
    }

    @Test("INV-05 a hold that arrives after its release is refused")
    func releasedBeforeHeld() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(5, of: .tea, at: .shanghai)
            let order = OrderID()

            try await warehouse.release(order)
            let late = try await warehouse.reserve([.line(1, 2)], for: order)

            #expect(late.problemType == "/problems/reservation-released")
            #expect(try await warehouse.available(.tea) == 5)
        }
    }

    @Test("INV-05 an expired hold is freed by itself, not before its time, and its order hears of it")
    func expired() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(1, of: .tea, at: .shanghai)
            let order = OrderID()
            try await warehouse.reserve([.line(1, 1)], for: order, holdSeconds: 1).require(201)

            let start = ContinuousClock.now
            try await eventually("the unit is free") { try await warehouse.available(.tea) > 0 }

            #expect(ContinuousClock.now - start >= .milliseconds(900))
            let news = try await warehouse.said("reservation.expired")
            #expect(news == [order.description])
        }
    }

    @Test("INV-05 a customer who took long to pay is promised the same units for longer")
    func prolonged() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(5, of: .tea, at: .shanghai)
            let order = OrderID()
            let first = try await warehouse.reserve([.line(1, 2)], for: order, holdSeconds: 60)

            let second = try await warehouse.reserve([.line(1, 2)], for: order, holdSeconds: 900)

            let until = try [first, second].map { try #require($0["expiresAt"].flatMap { Timestamp($0) }) }
            #expect(until[1] > until[0] + 800)
            #expect(try await warehouse.level(.tea) == (5, 2))
        }
    }

    @Test("INV-05 a hold that ran out is taken anew while the goods are there, and refused when others have them")
    func takenAnew() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(2, of: .tea, at: .shanghai)
            let orders = [OrderID(), OrderID()]
            for order in orders {
                try await warehouse.reserve([.line(1, 1)], for: order, holdSeconds: 1).require(201)
                try await warehouse.waitForExpiry(of: order)
            }
            try await warehouse.reserve([.line(1, 1)], for: OrderID()).require(201)

            let anew = try await warehouse.reserve([.line(1, 1)], for: orders[0])
            let refused = try await warehouse.reserve([.line(1, 1)], for: orders[1])

            #expect((anew.status, anew["status"]) == (200, "held"))
            #expect((refused.status, refused.problemType) == (409, "/problems/out-of-stock"))
            #expect(try await warehouse.status(of: orders[1]) == "expired")
            #expect(try await warehouse.level(.tea) == (2, 2))
        }
    }

    @Test("INV-01 an inactive location is never sourced and never offered")
    func inactive() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(5, of: .tea, at: .shanghai)

            let change = try await warehouse.service.send(
                .patch,
                "/v1/locations/wh-shanghai",
                as: .role(.warehouse),
                body: #"{"active": false}"#,
                headers: [("If-Match", "\"1\"")]
            )

            #expect((change.status, change["version"]) == (200, "2"))
            #expect(try await warehouse.available(.tea) == 0)
            #expect(try await warehouse.reserve([.line(1, 1)], for: OrderID()).status == 409)
        }
    }

    @Test("INV-01 a pickup is reserved at its counter, which must be one")
    func pickup() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.register(.store, type: "store")
            try await warehouse.receive(1, of: .tea, at: .shanghai)
            try await warehouse.receive(1, of: .tea, at: .store)

            let first = try await warehouse.reserve([.line(1, 1)], for: OrderID(), pickup: .store)
            let second = try await warehouse.reserve([.line(1, 1)], for: OrderID(), pickup: .store)
            let nowhere = try await warehouse.reserve([.line(1, 1)], for: OrderID(), pickup: .shanghai)

            #expect(first["allocations/0/locationId"] == "store-1")
            #expect(second.status == 409)
            #expect((nowhere.status, nowhere["errors/0/pointer"]) == (422, "/pickupLocationId"))
        }
    }
}
