import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import InventoryService

@Suite("Hearing of orders and shipments")
struct EventTests {
    private let order = OrderID()

    @Test("INV-05 a placed order's hold never expires, and leaves the books when it ships")
    func placedAndShipped() async throws {
        try await stocked(5) { warehouse in
            try await warehouse.reserve([.line(1, 2)], for: order).require(201)

            try await warehouse.tell(.sample(order, lines: [.line(1, 2)]) as OrderPlaced)
            #expect(try await warehouse.status(of: order) == "firm")
            #expect(try await warehouse.level(.tea) == (5, 2))

            try await warehouse.tell(.sample(of: order, lines: [.line(1, 2)]) as ShipmentShipped, from: .logistics)
            #expect(try await warehouse.status(of: order) == "committed")
            #expect(try await warehouse.level(.tea) == (3, 0))
        }
    }

    @Test("a shipment heard of twice, even as two events, leaves once")
    func shippedTwice() async throws {
        try await stocked(5) { warehouse in
            try await warehouse.reserve([.line(1, 2)], for: order).require(201)
            let shipped = try ShipmentShipped.sample(of: order, lines: [.line(1, 2)])

            for _ in 1...2 { try await warehouse.tell(shipped, from: .logistics) }

            #expect(try await warehouse.level(.tea) == (3, 0))
        }
    }

    @Test("a shipment heard of before its order comes to the same end")
    func shippedBeforePlaced() async throws {
        try await stocked(5) { warehouse in
            try await warehouse.tell(.sample(of: order, lines: [.line(1, 2)]) as ShipmentShipped, from: .logistics)
            try await warehouse.tell(.sample(order, lines: [.line(1, 2), .line(2, 1)]) as OrderPlaced)

            #expect(try await warehouse.level(.tea) == (3, 1))
            #expect(try await warehouse.status(of: order) == "firm")
        }
    }

    @Test("a cancelled order gives back, whichever of the news comes first", arguments: [true, false])
    func cancelled(isPlacedFirst: Bool) async throws {
        try await stocked(5) { warehouse in
            try await warehouse.reserve([.line(1, 2)], for: order).require(201)

            let placed = try OrderPlaced.sample(order, lines: [.line(1, 2)])
            if isPlacedFirst { try await warehouse.tell(placed) }
            try await warehouse.tell(OrderCancelled.sample(order))
            if !isPlacedFirst { try await warehouse.tell(placed) }

            #expect(try await warehouse.level(.tea) == (5, 0))
            #expect(try await warehouse.status(of: order) == "released")
        }
    }

    @Test("a cancellation after the parcel left takes nothing back")
    func cancelledLate() async throws {
        try await stocked(5) { warehouse in
            try await warehouse.reserve([.line(1, 2)], for: order).require(201)
            try await warehouse.tell(.sample(of: order, lines: [.line(1, 2)]) as ShipmentShipped, from: .logistics)

            try await warehouse.tell(OrderCancelled.sample(order))

            #expect(try await warehouse.level(.tea) == (3, 0))
        }
    }

    @Test("an order placed just after its hold ran out is promised the units again, while they are there")
    func placedAfterExpiry() async throws {
        try await stocked(5) { warehouse in
            try await warehouse.reserve([.line(1, 2)], for: order, holdSeconds: 1).require(201)
            try await warehouse.waitForExpiry(of: order)

            try await warehouse.tell(.sample(order, lines: [.line(1, 2)]) as OrderPlaced)

            #expect(try await warehouse.level(.tea) == (5, 2))
            #expect(try await warehouse.status(of: order) == "firm")
        }
    }

    @Test("an order placed after its units were sold to others hears that it has none")
    func placedTooLate() async throws {
        try await stocked(2) { warehouse in
            try await warehouse.reserve([.line(1, 2)], for: order, holdSeconds: 1).require(201)
            try await warehouse.waitForExpiry(of: order)
            try await warehouse.reserve([.line(1, 1)], for: OrderID()).require(201)

            try await warehouse.tell(.sample(order, lines: [.line(1, 2)]) as OrderPlaced)

            #expect(try await warehouse.level(.tea) == (2, 1))
            #expect(try await warehouse.said("reservation.expired") == [order.description, order.description])
        }
    }

    @Test("INV-10 a till sells what it sold: units that the books did not know are found first")
    func till() async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.store, type: "store")
            try await warehouse.receive(1, of: .tea, at: .store)
            let sale = try OrderPlaced.sample(order, origin: .till, lines: [.line(1, 3)], from: .store)

            for _ in 1...2 { try await warehouse.tell(sale) }

            #expect(try await warehouse.level(.tea) == (0, 0))
            let ledger = try await warehouse.service.send(.get, "/v1/movements?sku=TEA-250", as: .role(.finance))
            #expect((0...2).map { ledger["items/\($0)/kind"] } == ["sold", "found", "received"])
            #expect((0...2).map { ledger["items/\($0)/delta"] } == ["-3", "2", "1"])
            #expect(ledger["items/0/reference"] == order.description)
        }
    }

    @Test("INV-02 what changed is said once for each SKU and location, with rising versions")
    func stockChanged() async throws {
        try await stocked(5) { warehouse in
            try await warehouse.reserve([.line(1, 1), .line(2, 1)], for: order).require(201)

            let news = try await warehouse.database.query(
                "SELECT data FROM outbox WHERE type = 'stock.changed' ORDER BY position"
            ).map { try $0.json("data", as: StockChanged.self) }

            #expect(news.map(\.available) == [5, 3])
            #expect(news.map(\.version) == [1, 2])
        }
    }

    private func stocked(_ quantity: Int, _ body: (Warehouse) async throws -> Void) async throws {
        try await Warehouse.open { warehouse in
            try await warehouse.register(.shanghai)
            try await warehouse.receive(quantity, of: .tea, at: .shanghai)
            try await body(warehouse)
        }
    }
}

extension Warehouse {
    func status(of order: OrderID) async throws -> String? {
        try await service.send(.get, "/v1/reservations/\(order)", as: .role(.support))["status"]
    }

    func waitForExpiry(of order: OrderID) async throws {
        try await eventually("the hold expires") { try await status(of: order) != "held" }
    }
}
