import JSON
import Models
import Postgres
import ServiceKit
import Synchronization
import TestSupport
import Testing

@testable import InventoryService

/// A place to test in: the service over a real port and database, with what most tests need to say.
struct Warehouse: Sendable {
    let service: TestService
    /// The service's own, to look behind its answers.
    let database: Database

    static func open<T>(_ body: (Warehouse) async throws -> T) async throws -> T {
        let opened = Mutex<Database?>(nil)
        return try await TestService.with(
            .inventory,
            migrations: InventoryService.migrations,
            settings: ["database.connections": "8"]
        ) { environment in
            opened.withLock { $0 = environment.database }
            return InventoryService.assemble(in: environment)
        } _: { service in
            try await body(Warehouse(service: service, database: #require(opened.withLock { $0 })))
        }
    }

    func register(_ id: LocationID, type: String = "warehouse", priority: Int = 100) async throws {
        let answer = try await service.send(
            .post,
            "/v1/locations",
            as: .role(.warehouse),
            body: """
                {"id": "\(id)", "name": "\(id)", "type": "\(type)", "country": "CN", "timeZone": "Asia/Shanghai",
                 "priority": \(priority)}
                """
        )
        try answer.require(201)
    }

    func receive(_ quantity: Int, of sku: SKU, at location: LocationID) async throws {
        let answer = try await service.send(
            .post,
            "/v1/receipts",
            as: .role(.warehouse),
            body: #"{"locationId": "\#(location)", "lines": [{"sku": "\#(sku)", "quantity": \#(quantity)}]}"#
        )
        try answer.require(201)
    }

    @discardableResult
    func reserve(
        _ lines: [ReservationLine],
        for order: OrderID,
        channel: String = "web-cn",
        pickup: LocationID? = nil,
        holdSeconds: Int = 900
    ) async throws -> HTTPAnswer {
        let lines = lines.map { #"{"lineId": \#($0.lineID), "sku": "\#($0.sku)", "quantity": \#($0.quantity)}"# }
        let pickup = pickup.map { #", "pickupLocationId": "\#($0)""# } ?? ""
        return try await service.send(
            .put,
            "/v1/reservations/\(order)",
            as: .service(.order),
            body: """
                {"channelId": "\(channel)", "lines": [\(lines.joined(separator: ","))], "holdSeconds": \(holdSeconds),
                 "destination": {"country": "CN"}\(pickup)}
                """
        )
    }

    func release(_ order: OrderID) async throws {
        try await service.send(.delete, "/v1/reservations/\(order)", as: .service(.order)).require(204)
    }

    func available(_ sku: SKU) async throws -> Int {
        let answer = try await service.send(.post, "/v1/availability", body: #"{"skus": ["\#(sku)"]}"#)
        return try answer.number("items/0/available")
    }

    func level(_ sku: SKU) async throws -> (onHand: Int, reserved: Int) {
        let answer = try await service.send(.get, "/v1/stock/\(sku)", as: .role(.warehouse))
        return try (answer.number("items/0/onHand"), answer.number("items/0/reserved"))
    }

    /// Tells the service what another one says, as its relay would.
    func tell(_ payload: some EventPayload, from source: ServiceName = .order, id: EventID = EventID()) async throws {
        let event = CloudEvent(payload, source: source, id: id)
        let answer = try await service.send(
            .post,
            "/v1/events",
            as: .service(source),
            body: "[\(JSON.string(event))]",
            headers: [("Content-Type", "application/cloudevents-batch+json")]
        )
        try answer.require(200)
        try #require(answer["rejected/0/detail"] == nil, "\(answer.text)")
    }
}

extension HTTPAnswer {
    struct Unexpected: Error {
        let status: Int
        let body: String
    }

    func require(_ expected: Int) throws {
        guard status == expected else {
            throw Unexpected(status: status, body: text)
        }
    }

    func number(_ path: String) throws -> Int {
        guard let number = self[path].flatMap({ Int($0) }) else {
            throw Unexpected(status: status, body: text)
        }
        return number
    }
}

extension Warehouse {
    /// The subjects of what the service said, in order.
    func said(_ type: String) async throws -> [String] {
        try await database.query("SELECT subject FROM outbox WHERE type = \(type) ORDER BY position")
            .map { try $0.get("subject") }
    }
}
