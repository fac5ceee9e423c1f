import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import LogisticsService

@Suite("Shipping an order")
struct ShippingTests {
    private let order = OrderID()

    @Test("LOG-06 plans a parcel with a label whose check digit is right")
    func planned() async throws {
        try await Dock.open { dock in
            try await dock.tell(OrderPlaced.sample(order))
            try await dock.tell(OrderPlaced.sample(order))

            let shipments = try await dock.shipments(of: order)
            let label = try await dock.service.send(
                .get,
                "/v1/shipments/\(dock.shipment(of: order))/label",
                as: .role(.warehouse)
            )
            #expect(shipments["items/1/id"] == nil)
            #expect(shipments["items/0/status"] == "planned")
            #expect(try S10Number(#require(label["trackingNumber"])) != nil)
            #expect(label["to/city"] == "上海")
            #expect(try await dock.news() == ["shipment.planned"])
        }
    }

    @Test("LOG-06 a large parcel carries an SSCC, and no two carry the same")
    func sscc() async throws {
        try await Dock.open { dock in
            for _ in 1...3 { try await dock.tell(OrderPlaced.sample(parts: [(1, .tea, 50, .shanghai)])) }

            let numbers: [String] = try await dock.database.query("SELECT tracking_number FROM labels")
                .map { try $0.get("tracking_number") }

            #expect(numbers.allSatisfy { SSCC($0) != nil })
            #expect(Set(numbers).count == 3)
        }
    }

    @Test("LOG-06 a label is voided once however often, and its number never comes again")
    func voided() async throws {
        try await Dock.open { dock in
            try await dock.tell(OrderPlaced.sample(order))
            let path = try await "/v1/shipments/\(dock.shipment(of: order))/label"
            let first = try await dock.service.send(.get, path, as: .role(.warehouse))

            for _ in 1...2 {
                #expect(try await dock.service.send(.delete, path, as: .role(.warehouse)).status == 204)
            }

            #expect(try await dock.service.send(.get, path, as: .role(.warehouse)).status == 409)
            let dispatch = try await dock.dispatch(dock.shipment(of: order))
            #expect((dispatch.status, dispatch.problemType) == (409, "/problems/label-missing"))
            let second = try await dock.service.send(.put, path, as: .role(.warehouse))
            let again = try await dock.service.send(.put, path, as: .role(.warehouse))
            #expect(second.status == 200 && second.text == again.text)
            #expect(second["trackingNumber"] != first["trackingNumber"])
        }
    }

    @Test("leaves with its lines, carrier and number, and once")
    func dispatched() async throws {
        try await Dock.open { dock in
            try await dock.tell(OrderPlaced.sample(order))
            let id = try await dock.shipment(of: order)

            let first = try await dock.dispatch(id)
            let second = try await dock.dispatch(id)

            #expect((first.status, first["status"]) == (200, "shipped"))
            #expect(second.text == first.text)
            let shipped = try await dock.said(ShipmentShipped.self)
            #expect(shipped.map(\.orderID) == [order])
            #expect(shipped.first?.lines.map(\.quantity) == [2])
            #expect(shipped.first?.trackingNumber == first["trackingNumber"])
        }
    }

    @Test("LOG-07 reports in any order and twice make one timeline, and move the shipment")
    func tracked() async throws {
        try await Dock.open { dock in
            try await dock.tell(OrderPlaced.sample(order))
            let id = try await dock.shipment(of: order)
            let number = try #require(try await dock.shipments(of: order)["items/0/trackingNumber"])

            let late = try await dock.track(
                [("e3", .delivered, "2026-02-03T09:00:00Z"), ("e3", .delivered, "2026-02-03T09:00:00Z")],
                number: number
            )
            let early = try await dock.track(
                [
                    ("e1", .accepted, "2026-02-01T09:00:00Z"), ("e3", .delivered, "2026-02-03T09:00:00Z"),
                    ("e2", .inTransit, "2026-02-02T09:00:00Z"),
                ],
                number: number
            )
            let unknown = try await dock.track([("e9", .accepted, "2026-02-01T09:00:00Z")], number: "RR000000005XX")

            #expect((0...1).map { late["results/\($0)/outcome"] } == ["recorded", "duplicate"])
            #expect((0...2).map { early["results/\($0)/outcome"] } == ["recorded", "duplicate", "recorded"])
            #expect(unknown["results/0/outcome"] == "unknownParcel")
            let tracking = try await dock.service.send(.get, "/v1/shipments/\(id)/tracking", as: .role(.support))
            #expect(tracking["status"] == "delivered")
            #expect((0...2).map { tracking["events/\($0)/status"] } == ["accepted", "inTransit", "delivered"])
            #expect(try await dock.news() == ["shipment.planned", "shipment.shipped", "shipment.delivered"])
            #expect(try await dock.said(ShipmentDelivered.self).map(\.orderComplete) == [true])
        }
    }

    @Test("from two locations is complete with the second delivery")
    func twoParcels() async throws {
        try await Dock.open { dock in
            try await dock.tell(OrderPlaced.sample(order, parts: [(1, .tea, 1, .shanghai), (2, .cup, 1, .beijing)]))
            let shipments = try await dock.shipments(of: order)

            for index in 0...1 {
                let number = try #require(shipments["items/\(index)/trackingNumber"])
                let answer = try await dock.track([("d\(index)", .delivered, "2026-02-03T09:00:00Z")], number: number)
                #expect(answer.status == 200)
            }

            #expect(try await dock.said(ShipmentDelivered.self).map(\.orderComplete) == [false, true])
        }
    }

    @Test("a pickup is handed over for its code, which only its customer sees")
    func pickup() async throws {
        try await Dock.open { dock in
            let customer = CustomerID()
            let placed = try OrderPlaced.sample(
                order,
                method: .pickup,
                customer: customer,
                parts: [(1, .tea, 1, .store)]
            )
            try await dock.tell(placed)
            let id = try await dock.shipment(of: order)
            let seen = try await dock.service.send(.get, "/v1/shipments/\(id)", as: .customer(customer))
            let code = try #require(seen["pickupCode"])
            let wrong = code == "000000" ? "000001" : "000000"

            let refused = try await dock.collect(id, code: wrong)
            let collected = try await dock.collect(id, code: code)

            #expect((refused.status, refused.problemType) == (422, "/problems/wrong-pickup-code"))
            #expect((collected.status, collected["status"]) == (200, "delivered"))
            #expect(collected["pickupCode"] == nil)
            #expect(try await dock.news() == ["shipment.planned", "shipment.shipped", "shipment.delivered"])
        }
    }
}

@Suite("Stopping an order")
struct StoppingTests {
    private let order = OrderID()

    @Test("cancels what is planned, voids its label, and can be repeated")
    func planned() async throws {
        try await Dock.open { dock in
            try await dock.tell(OrderPlaced.sample(order))

            for _ in 1...2 { #expect(try await dock.stop(order).status == 204) }
            try await dock.tell(OrderCancelled.sample(order))

            #expect(try await dock.status(of: order) == "cancelled")
            #expect(try await dock.news() == ["shipment.planned", "shipment.cancelled"])
            let dispatch = try await dock.dispatch(dock.shipment(of: order))
            #expect(dispatch.problemType == "/problems/shipment-cancelled")
        }
    }

    @Test("before it was heard of leaves nothing to plan", arguments: [true, false])
    func unknown(byEvent: Bool) async throws {
        try await Dock.open { dock in
            if byEvent {
                try await dock.tell(OrderCancelled.sample(order))
            } else {
                #expect(try await dock.stop(order).status == 204)
            }

            try await dock.tell(OrderPlaced.sample(order))

            #expect(try await dock.shipments(of: order)["items/0/id"] == nil)
            #expect(try await dock.news() == [])
        }
    }

    @Test("is refused once something has left; a late cancellation changes nothing")
    func left() async throws {
        try await Dock.open { dock in
            try await dock.tell(OrderPlaced.sample(order))
            _ = try await dock.dispatch(dock.shipment(of: order))

            let stop = try await dock.stop(order)
            try await dock.tell(OrderCancelled.sample(order))

            #expect((stop.status, stop.problemType) == (409, "/problems/already-shipped"))
            #expect(try await dock.status(of: order) == "shipped")
        }
    }

    @Test("and dispatching at the same moment: exactly one of them succeeds", arguments: 1...5)
    func race(round: Int) async throws {
        try await Dock.open { dock in
            try await dock.tell(OrderPlaced.sample(order))
            let id = try await dock.shipment(of: order)

            async let stop = dock.stop(order)
            async let dispatch = dock.dispatch(id)
            let statuses = try await [stop.status, dispatch.status]

            #expect(statuses == [204, 409] || statuses == [409, 200])
        }
    }
}
