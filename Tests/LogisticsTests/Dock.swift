import JSON
import Models
import Postgres
import ServiceKit
import Synchronization
import TestSupport
import Testing

@testable import LogisticsService

/// A running logistics service, and what most tests need to say to it.
struct Dock: Sendable {
    let service: TestService
    /// The service's own, to look behind its answers.
    let database: Database

    static func open<T>(_ body: (Dock) async throws -> T) async throws -> T {
        let opened = Mutex<Database?>(nil)
        return try await TestService.with(.logistics, migrations: LogisticsService.migrations) { environment in
            opened.withLock { $0 = environment.database }
            return LogisticsService.assemble(in: environment)
        } _: { service in
            try await body(Dock(service: service, database: #require(opened.withLock { $0 })))
        }
    }

    /// Tells the service what the order service says, as its relay would.
    func tell(_ payload: some EventPayload) async throws {
        let answer = try await service.send(
            .post,
            "/v1/events",
            as: .service(.order),
            body: "[\(JSON.string(CloudEvent(payload, source: .order)))]",
            headers: [("Content-Type", "application/cloudevents-batch+json")]
        )
        try #require(answer.status == 200, "\(answer.text)")
        try #require(answer["rejected/0/detail"] == nil, "\(answer.text)")
    }

    func shipments(of order: OrderID) async throws -> HTTPAnswer {
        try await service.send(.get, "/v1/shipments?orderId=\(order)", as: .role(.warehouse))
    }

    func shipment(of order: OrderID, _ index: Int = 0) async throws -> String {
        let answer = try await shipments(of: order)
        return try #require(answer["items/\(index)/id"], "\(answer.text)")
    }

    func status(of order: OrderID, _ index: Int = 0) async throws -> String? {
        try await shipments(of: order)["items/\(index)/status"]
    }

    func stop(_ order: OrderID) async throws -> HTTPAnswer {
        try await service.send(.put, "/v1/orders/\(order)/shipment-stop", as: .service(.order))
    }

    func dispatch(_ shipment: String) async throws -> HTTPAnswer {
        try await service.send(.post, "/v1/shipments/\(shipment)/dispatch", as: .role(.warehouse))
    }

    func collect(_ shipment: String, code: String) async throws -> HTTPAnswer {
        try await service.send(
            .post,
            "/v1/shipments/\(shipment)/collection",
            as: .role(.warehouse),
            body: #"{"code": "\#(code)"}"#
        )
    }

    func track(_ scans: [(id: String, status: Scan.Status, at: String)], number: String) async throws -> HTTPAnswer {
        let events = scans.map { scan in
            """
            {"carrier": "post", "trackingNumber": "\(number)", "eventId": "\(scan.id)", "status": "\(scan.status)",
             "occurredAt": "\(scan.at)"}
            """
        }
        return try await service.send(
            .post,
            "/v1/tracking-events",
            as: .role(.warehouse),
            body: #"{"events": [\#(events.joined(separator: ","))]}"#
        )
    }

    /// What the service said since it started, in order.
    func news() async throws -> [String] {
        try await database.query("SELECT type FROM outbox ORDER BY position").map { try $0.get("type") }
    }

    func said<E: EventPayload>(_ type: E.Type) async throws -> [E] {
        try await database.query("SELECT data FROM outbox WHERE type = \(E.type) ORDER BY position")
            .map { try $0.json("data") }
    }
}
