import Foundation
import JSON
import Models
import Postgres
import ServiceKit
import TestSupport

@testable import EmporiaCommand
@testable import PaymentService

/// The payment service with the simulator beside it, as they run in production.
struct PaymentFixture {
    let service: TestService
    let simulator: SimulatorProcess
    let database: Database

    /// - Parameter ownSimulator: For tests that make it behave badly.
    static func with<T>(
        ownSimulator: Bool = false,
        _ body: (PaymentFixture) async throws -> T
    ) async throws -> T {
        let simulator = ownSimulator ? try await SimulatorProcess() : try await SimulatorProcess.shared()
        defer { if ownSimulator { simulator.kill() } }
        let port = try Ports.free()
        let box = DatabaseBox()
        return try await TestService.with(
            .payment,
            migrations: PaymentService.migrations,
            settings: [
                "http.port": "\(port)", "payment.public.url": "http://127.0.0.1:\(port)",
                "simulator.url": simulator.url,
                "provider.secret": SimulatorProcess.secret, "database.connections": "8",
            ],
            assemble: { environment in
                box.database = environment.database
                return try PaymentService.assemble(environment)
            }
        ) { service in
            guard let database = box.database else { throw CocoaError(.coderInvalidValue) }
            return try await body(PaymentFixture(service: service, simulator: simulator, database: database))
        }
    }

    /// Asks for the money of an order.
    func request(
        _ payment: PaymentID = PaymentID(),
        order: OrderID = OrderID(),
        minor: Int64 = 100_00,
        method: PaymentMethod = .card,
        token: String? = "tok_ok",
        capture: String = "onShipment"
    ) async throws -> HTTPAnswer {
        let tokenField = token.map { ",\"token\":\"\($0)\"" } ?? ""
        return try await service.send(
            .put,
            "/v1/payments/\(payment)",
            as: .service(.order),
            body: """
                {"orderId":"\(order)","amount":{"amountMinor":\(minor),"currency":"CNY"},"method":"\(method.rawValue)",
                 "capture":"\(capture)"\(tokenField)}
                """
        )
    }

    func release(_ payment: PaymentID) async throws -> HTTPAnswer {
        try await service.send(.delete, "/v1/payments/\(payment)", as: .service(.order))
    }

    func refund(_ payment: PaymentID, minor: Int64? = nil) async throws -> HTTPAnswer {
        let amount = minor.map { ",\"amount\":{\"amountMinor\":\($0),\"currency\":\"CNY\"}" } ?? ""
        return try await service.send(
            .post,
            "/v1/payments/\(payment)/refunds",
            as: .role(.finance),
            body: "{\"reason\":\"returned\"\(amount)}"
        )
    }

    func show(_ payment: PaymentID) async throws -> HTTPAnswer {
        try await service.send(.get, "/v1/payments/\(payment)", as: .role(.support))
    }

    func settles(_ payment: PaymentID, as statuses: PaymentStatus..., within seconds: Double = 90) async throws {
        try await eventually("\(payment) is \(statuses)", within: seconds) {
            try await show(payment)["status"].flatMap(PaymentStatus.init(rawValue:)).map(statuses.contains) ?? false
        }
    }

    /// Tells the service what happened elsewhere, as the relay of another service does.
    func tell(_ payload: some EventPayload, from source: ServiceName) async throws -> HTTPAnswer {
        try await tell([CloudEvent(payload, source: source)], from: source)
    }

    func tell(_ events: [CloudEvent], from source: ServiceName) async throws -> HTTPAnswer {
        try await service.send(
            .post,
            "/v1/events",
            as: .service(source),
            body: JSON.string(events),
            headers: [("Content-Type", "application/cloudevents-batch+json")]
        )
    }

    /// The types of all events said so far about a payment.
    func said(about payment: PaymentID) async throws -> [String] {
        let rows = try await database.query(
            "SELECT type FROM outbox WHERE subject = \(payment.description) ORDER BY position"
        )
        return try rows.map { try $0.get("type") }
    }

    /// What the ledger holds for a payment: captures less refunds.
    func booked(_ payment: PaymentID) async throws -> Int64 {
        let rows = try await database.query(
            """
            SELECT coalesce(sum(debit_minor - credit_minor), 0)::bigint AS net
              FROM ledger_entries JOIN ledger_transactions ON id = transaction_id
             WHERE payment_id = \(payment) AND account <> 'sales-clearing'
            """
        )
        return try rows.first?.get("net") ?? 0
    }
}

private final class DatabaseBox: @unchecked Sendable {
    // Written once at start-up, before anybody reads it.
    var database: Database?
}
