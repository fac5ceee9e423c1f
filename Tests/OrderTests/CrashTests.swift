import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import OrderService

@Suite("A crash")
struct CrashTests {
    @Test("ORD-05 after any step is carried on by another instance: one order, one hold, one payment", arguments: 0...3)
    func carriesOn(afterSteps count: Int) async throws {
        try await OrderShop.with { shop in
            let dead = DeadInstance(shop)
            let id = try await dead.die(afterSteps: count)

            try await eventually("placed") { try await shop.status(of: id) == "placed" }

            #expect(shop.suite.look { $0.reservations } == [id])
            #expect(shop.suite.look { $0.payments.count } == 1)
            #expect(try await shop.count(.placedEvents) == 1)
            #expect(try await shop.count(.sagas) == 0)
        }
    }

    @Test("ORD-05 followed by a no leaves no orphan, even of steps whose news was lost", arguments: 1...3)
    func unwinds(afterSteps count: Int) async throws {
        try await OrderShop.with { shop in
            let dead = DeadInstance(shop)
            let id = try await dead.die(afterSteps: count)
            shop.suite.arrange { $0.refusals["quote"] = .outOfStock }

            try await eventually("rejected") { try await shop.status(of: id) == "rejected" }

            #expect(shop.suite.standing.isEmpty)
            #expect(try await shop.count(.placedEvents) == 0)
        }
    }
}

/// An instance that records an intent, gets through some steps at the peers, and dies before it saves any of it.
struct DeadInstance {
    let shop: OrderShop

    init(_ shop: OrderShop) {
        self.shop = shop
    }

    func die(afterSteps count: Int) async throws -> OrderID {
        let orders = OrderRepository(database: shop.environment.database, outbox: shop.environment.outbox)
        let saga = PlaceOrder(orders: orders, peers: shop.suite.peers, times: CheckoutTimes())
        let runner = SagaRunner(
            saga,
            database: shop.environment.database,
            instance: "dead",
            logger: .silent,
            leaseSeconds: 1
        )
        let placing = try Placing.sample()
        try await shop.environment.database.transaction { session in
            _ = try session.pipeline([
                orders.beginning([placing], statusTokens: [:]), runner.beginning([(placing.orderID.saga, placing)]),
            ])
        }
        var state = placing
        for step in saga.steps.prefix(count) { _ = try await step.run(&state) }
        return placing.orderID
    }
}

extension Placing {
    static func sample() throws -> Placing {
        try Placing(
            orderID: OrderID(),
            number: OrderNumber(sequence: .random(in: 1_000_000...2_000_000)).description,
            channelID: #require(ChannelID("web")),
            currency: .cny,
            origin: .web,
            owner: .customer(CustomerID()),
            lines: [Line(lineID: 1, sku: #require(SKU("TEE")), quantity: 1)],
            delivery: Delivery(method: .pickup, locationID: LocationID("store-1")),
            locale: .chinese,
            payment: Payment(paymentID: PaymentID(), method: "card")
        )
    }
}
