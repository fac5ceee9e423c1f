import JSON
import Models
import Postgres
import ServiceKit
import Synchronization
import TestSupport
import Testing

@testable import OrderService

/// The order service on a real port over a real database, its peers faked in process.
struct OrderShop: Sendable {
    let service: TestService
    let suite: FakeSuite
    let environment: ServiceEnvironment

    static func with(
        _ suite: FakeSuite = FakeSuite(),
        settings: [String: String] = [:],
        _ body: (OrderShop) async throws -> Void
    ) async throws {
        let caught = Mutex<ServiceEnvironment?>(nil)
        var all = ["order.lease.seconds": "2"]
        // A shop that happens to run on this machine must not hear of the test's orders.
        for name in ServiceName.allCases { all["\(name.rawValue).url"] = "http://127.0.0.1:9" }
        all.merge(settings) { _, given in given }
        @Sendable func assemble(_ environment: ServiceEnvironment) throws -> ServiceDefinition {
            caught.withLock { $0 = environment }
            return try OrderService.assemble(environment, peers: suite.peers)
        }
        let migrations = OrderService.migrations
        try await TestService.with(.order, migrations: migrations, settings: all, assemble: assemble) { service in
            let environment = try #require(caught.withLock { $0 })
            let shop = OrderShop(service: service, suite: suite, environment: environment)
            for channel in ["web", "app", "till-1", "market"] { try await shop.hear(ChannelChanged(channel)) }
            try await body(shop)
        }
    }

    /// Tells the service what another one said.
    func hear(_ payloads: any EventPayload...) async throws {
        for payload in payloads {
            let speaker = try #require(EventRouting.speaker(of: type(of: payload).type))
            let answer = try await service.send(
                .post,
                "/v1/events",
                as: .service(speaker),
                json: [CloudEvent(payload, source: speaker)],
                headers: [("Content-Type", "application/cloudevents-batch+json")]
            )
            try #require(answer.status / 100 == 2 && !answer.text.contains("detail"), "\(answer.text)")
        }
    }

    func checkOut(
        as caller: TestCaller,
        _ sku: String = "TEE",
        quantity: Int = 1,
        method: String = "card",
        key: String = EventID().description
    ) async throws -> HTTPAnswer {
        let body = """
            {"channelId": "web", "lines": [{"sku": "\(sku)", "quantity": \(quantity)}],
             "delivery": {"method": "pickup", "locationId": "store-1"}, "payment": {"method": "\(method)"}}
            """
        return try await service.send(
            .post,
            "/v1/checkouts",
            as: caller,
            body: body,
            headers: [("Idempotency-Key", key)]
        )
    }

    /// A placed order's id.
    func placedOrder(for caller: TestCaller, quantity: Int = 1) async throws -> OrderID {
        let answer = try await checkOut(as: caller, quantity: quantity)
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(answer["orderId"].flatMap(OrderID.init))
    }

    func status(of order: OrderID) async throws -> String? {
        try await service.send(.get, "/v1/orders/\(order)", as: .role(.support))["status"]
    }

    func count(_ table: OrderTable) async throws -> Int {
        let sql: SQL =
            switch table {
            case .orders: "SELECT count(*) AS count FROM orders"
            case .sagas: "SELECT count(*) AS count FROM sagas"
            case .placedEvents: "SELECT count(*) AS count FROM outbox WHERE type = 'order.placed'"
            case .events: "SELECT count(*) AS count FROM outbox"
            }
        return try await environment.database.query(sql)[0].get("count")
    }
}

enum OrderTable {
    case orders, sagas, placedEvents, events
}

extension ChannelChanged {
    init(_ id: String) throws {
        try self.init(
            channelID: #require(ChannelID(id)),
            name: id,
            type: .web,
            currency: .cny,
            locale: .chinese,
            timeZone: "Asia/Shanghai",
            country: #require(CountryCode("CN")),
            pricesIncludeTax: true,
            active: true
        )
    }
}
