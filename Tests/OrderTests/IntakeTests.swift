import JSON
import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import OrderService

@Suite("Intake")
struct IntakeTests {
    private let till = TestCaller.role(.channel)

    @Test("ORD-25 a till's batch applies once however often it is sent, in the till's order, delivered at once")
    func tillBatch() async throws {
        try await OrderShop.with { shop in
            let batch = try TillBatch((1...5).map { try .sample("T-\($0)") })

            let first = try await shop.service.send(.post, "/v1/intake/till-orders", as: till, json: batch)
            let second = try await shop.service.send(.post, "/v1/intake/till-orders", as: till, json: batch)

            #expect(first.status == 200, "\(first.text)")
            #expect((0..<5).allSatisfy { first["results/\($0)/status"] == "created" })
            #expect((0..<5).allSatisfy { second["results/\($0)/status"] == "duplicate" })
            #expect((0..<5).allSatisfy { second["results/\($0)/orderId"] == first["results/\($0)/orderId"] })
            #expect(try await shop.count(.orders) == 5)
            #expect(try await shop.count(.placedEvents) == 5)
            let list = try await shop.service.send(.get, "/v1/orders?channelId=till-1&externalId=T-3", as: till)
            #expect(list["items/0/status"] == "delivered" && list["items/0/origin"] == "till")
            let found = try await shop.environment.database.query("SELECT external_id FROM orders ORDER BY id")
            #expect(try found.map { try $0.get("external_id", as: String.self) } == (1...5).map { "T-\($0)" })
        }
    }

    @Test("ORD-25 real tills have lines without units, and coupons worth more than what they were used for")
    func realTills() async throws {
        try await OrderShop.with { shop in
            let odd = try TillOrder.sample("odd", totals: [(500, 0), (-120, 1)])
            let below = try TillOrder.sample("below zero", totals: [(-50, 1)])

            let answer = try await shop.service.send(
                .post,
                "/v1/intake/till-orders",
                as: till,
                json: TillBatch([odd, below])
            )

            #expect(answer["results/0/status"] == "created", "\(answer.text)")
            #expect(answer["results/1/status"] == "created", "\(answer.text)")
        }
    }

    @Test("one bad sale never fails its neighbours, and is told what is wrong")
    func badNeighbour() async throws {
        try await OrderShop.with { shop in
            let good = JSON.string(TillSale(order: try .sample("good")))
            let wrongSum = good.replacing("\"good\"", with: "\"sum\"")
                .replacing("\"discountTotal\":{\"amountMinor\":0", with: "\"discountTotal\":{\"amountMinor\":1")
            let unreadable = #"{"externalId": "bad", "channelId": "NOT A CHANNEL"}"#

            let answer = try await shop.service.send(
                .post,
                "/v1/intake/till-orders",
                as: till,
                body: #"{"orders": [\#(unreadable), \#(good), \#(wrongSum), \#(good)]}"#
            )

            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer["results/0/externalId"] == "bad" && answer["results/0/status"] == "rejected")
            #expect(answer["results/0/problem/errors/0/pointer"] == "/channelId")
            #expect(answer["results/1/status"] == "created")
            #expect(answer["results/2/problem/type"] == "/problems/breakdown-mismatch")
            #expect(answer["results/3/status"] == "duplicate")
            #expect(answer["results/3/orderId"] == answer["results/1/orderId"])
        }
    }

    @Test("ORD-03 orders of several channels land in one list; a token bound to one brings and sees only its own")
    func oneList() async throws {
        try await OrderShop.with { shop in
            let bound = TestCaller.channel(try #require(ChannelID("till-1")))
            let foreign = try TillOrder.sample("X", channel: "till-2")
            let own = try TillOrder.sample("Y")
            _ = try await shop.placedOrder(for: .guest("g"))

            let answer = try await shop.service.send(
                .post,
                "/v1/intake/till-orders",
                as: bound,
                json: TillBatch([foreign, own])
            )

            #expect(answer["results/0/problem/type"] == "/problems/other-channel")
            #expect(answer["results/1/status"] == "created")
            let all = try await shop.service.send(.get, "/v1/orders", as: .role(.support))
            #expect(all["items/0/channelId"] == "till-1" && all["items/1/channelId"] == "web")
            let seen = try await shop.service.send(.get, "/v1/orders", as: bound)
            #expect(seen["items/0/externalId"] == "Y" && seen["items/1/id"] == nil)
        }
    }

    @Test("ORD-24 a marketplace's feed, replayed, creates nothing twice; what can't be promised is told")
    func marketplace() async throws {
        let suite = FakeSuite()
        suite.arrange { $0.unitsLeft = 2 }
        try await OrderShop.with(suite) { shop in
            let body = try #"{"orders": [\#((1...3).map { try marketplaceOrder("M-\($0)") }.joined(separator: ","))]}"#

            let first = try await shop.service.send(.post, "/v1/intake/marketplace-orders", as: till, body: body)
            let again = try await shop.service.send(.post, "/v1/intake/marketplace-orders", as: till, body: body)

            #expect(first.status == 200, "\(first.text)")
            let statuses = (0..<3).compactMap { first["results/\($0)/status"] }.sorted()
            #expect(statuses == ["created", "created", "rejected"])
            let repeated = (0..<3).compactMap { again["results/\($0)/status"] }.sorted()
            #expect(repeated == ["duplicate", "duplicate", "rejected"])
            #expect(try await shop.count(.placedEvents) == 2)
            #expect(suite.look { $0.payments.isEmpty && $0.quotes.isEmpty })
        }
    }

    private func marketplaceOrder(_ id: String) throws -> String {
        let breakdown = JSON.string(try Breakdown.sample([("TEE", 1)]))
        return """
            {"externalId": "\(id)", "channelId": "market", "placedAt": "2026-01-01T00:00:00Z",
             "breakdown": \(breakdown), "delivery": {"method": "pickup", "locationId": "store-1"}}
            """
    }
}

/// As a till sends its sales.
struct TillBatch: JSONWritable {
    let orders: [TillSale]

    init(_ orders: [TillOrder]) {
        self.orders = orders.map(TillSale.init)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in json.field("orders", orders) }
    }
}

struct TillSale: JSONWritable {
    let order: TillOrder

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("externalId", order.externalID)
            json.field("channelId", order.channelID)
            json.field("locationId", order.locationID)
            json.field("placedAt", order.placedAt)
            json.field("breakdown", order.breakdown)
            json.field("tender", order.tender)
        }
    }
}

extension TillOrder {
    static func sample(
        _ externalID: String,
        channel: String = "till-1",
        totals: [(minor: Int64, quantity: Int)] = [(1990, 1), (50, 2)]
    ) throws -> TillOrder {
        let breakdown = try Breakdown.sample(totals: totals)
        return try TillOrder(
            externalID: externalID,
            channelID: #require(ChannelID(channel)),
            locationID: #require(LocationID("store-1")),
            customerID: nil,
            placedAt: .now,
            breakdown: breakdown,
            tender: Tender(method: .cash, amount: breakdown.total, reference: nil),
            locale: .english
        )
    }
}
