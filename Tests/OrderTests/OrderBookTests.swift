import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import OrderService

@Suite("The order book")
struct OrderBookTests {
    private let customer = TestCaller.customer(CustomerID())
    private let support = TestCaller.role(.support)

    @Test("ORD-04 keeps each change with actor and reason, from shipment to delivery, whatever the order of the news")
    func history() async throws {
        try await OrderShop.with { shop in
            let id = try await shop.placedOrder(for: customer)
            let shipment = ShipmentID()
            let shipped = try ShipmentShipped(shipment, of: id)
            let delivered = ShipmentDelivered(shipmentID: shipment, orderID: id, at: .now, orderComplete: true)

            try await shop.hear(delivered, shipped, delivered)

            let order = try await shop.service.send(.get, "/v1/orders/\(id)", as: support)
            #expect(order["status"] == "delivered")
            #expect(order["history/2/from"] == "placed" && order["history/2/status"] == "delivered")
            #expect(order["history/2/actor"] == "service:logistics")
            #expect(order["history/3/status"] == nil)
        }
    }

    @Test("ORD-04 an order is cancelled once however often it is asked, and not at all once it has left")
    func cancelling() async throws {
        try await OrderShop.with { shop in
            let one = try await shop.placedOrder(for: customer)
            let left = try await shop.placedOrder(for: customer)
            shop.suite.arrange { $0.shipped.insert(left) }

            let cancelled = try await shop.service.send(
                .post,
                "/v1/orders/\(one)/cancellation",
                as: customer,
                body: #"{"reason": "ordered twice"}"#
            )
            let again = try await shop.service.send(.post, "/v1/orders/\(one)/cancellation", as: support, body: "{}")
            let refused = try await shop.service.send(.post, "/v1/orders/\(left)/cancellation", as: customer)

            #expect(cancelled.status == 200 && cancelled["status"] == "cancelled", "\(cancelled.text)")
            #expect(again.status == 200)
            #expect(refused.status == 409 && refused.problemType == "/problems/order-already-shipped")
            #expect(try await shop.count(.events) == 3)
            let order = try await shop.service.send(.get, "/v1/orders/\(one)", as: support)
            #expect(order["history/2/reason"] == "ordered twice")
        }
    }

    @Test("ORD-20 refunds lines and shipping once, tells Payment, and remembers what came of it")
    func refunding() async throws {
        try await OrderShop.with { shop in
            let id = try await shop.placedOrder(for: customer, quantity: 3)
            let path = "/v1/orders/\(id)/refunds"
            let body = #"{"lines": [{"lineId": 1, "quantity": 2}], "reason": "damaged"}"#
            let early = try await shop.service.send(.post, path, as: support, body: body)
            try await shop.hear(ShipmentShipped(ShipmentID(), of: id))

            let refund = try await shop.service.send(.post, path, as: support, body: body)
            let tooMany = try await shop.service.send(.post, path, as: support, body: body)

            #expect(early.status == 409)
            #expect(refund.status == 201 && refund["amount/amountMinor"] == "3980", "\(refund.text)")
            #expect(tooMany.status == 422 && tooMany["errors/0/pointer"] == "/lines/0/quantity")
            let refundID = try #require(refund["id"].flatMap(RefundID.init))
            try await shop.hear(
                RefundSucceeded(refundID: refundID, paymentID: PaymentID(), orderID: id, amount: .cny(3980), at: .now)
            )
            let order = try await shop.service.send(.get, "/v1/orders/\(id)", as: support)
            #expect(order["refunds/0/status"] == "succeeded")
            #expect(order["refunded/amountMinor"] == "3980")
        }
    }

    @Test("I-14 shows nobody another customer's order, and changes none")
    func ownership() async throws {
        try await OrderShop.with { shop in
            let id = try await shop.placedOrder(for: customer)
            let waiting = "/v1/checkouts/\(id)"

            for stranger in [
                TestCaller.customer(CustomerID()), .guest("g"), .channel(try #require(ChannelID("till-1"))),
            ] {
                #expect(try await shop.service.send(.get, "/v1/orders/\(id)", as: stranger).status == 404)
            }
            let stranger = TestCaller.customer(CustomerID())
            #expect(try await shop.service.send(.get, waiting, as: stranger).status == 404)
            let cancel = try await shop.service.send(.post, "/v1/orders/\(id)/cancellation", as: stranger, body: "{}")
            #expect(cancel.status == 404)
            let list = try await shop.service.send(.get, "/v1/orders", as: stranger)
            #expect(list.text == #"{"items":[]}"#)
            #expect(try await shop.service.send(.get, "/v1/orders/\(id)").status == 401)
            #expect(
                try await shop.service.send(.post, "/v1/orders/\(id)/refunds", as: customer, body: "{}").status == 403
            )
            #expect(try await shop.status(of: id) == "placed")
        }
    }

    @Test("ORD-14 the link shows what staff see, to anybody who has it, and nothing about the buyer")
    func statusPage() async throws {
        try await OrderShop.with { shop in
            let answer = try await shop.checkOut(as: customer)
            let link = try #require(answer["statusUrl"])
            let id = try #require(answer["orderId"].flatMap(OrderID.init))
            try await shop.hear(ShipmentShipped(ShipmentID(), of: id))

            let page = try await shop.service.send(.get, link)
            let html = try await shop.service.send(.get, link, headers: [("Accept", "text/html,*/*")])
            let guesses = ["00000000000000000000000000000000", "\(id).00000000000000000000000000000000", "\(id)."]

            #expect(page.status == 200 && page["status"] == "shipped", "\(page.text)")
            #expect(!page.text.contains("customer") && !page.text.contains("store-1"))
            #expect(html.header("Content-Type")?.hasPrefix("text/html") == true && html.text.contains("shipped"))
            for guess in guesses {
                #expect(try await shop.service.send(.get, "/v1/order-status/\(guess)").status == 404, "\(guess)")
            }
            let stored = try await shop.environment.database.query("SELECT link_hash FROM orders")
            #expect(try stored[0].get("link_hash", as: [UInt8].self).count == 32)
        }
    }

    @Test("lists page by cursor, newest first, without a gap or a double")
    func pages() async throws {
        try await OrderShop.with { shop in
            var placed: [String] = []
            for _ in 1...5 { placed.append(try await shop.placedOrder(for: customer).description) }

            var seen: [String] = []
            var path = "/v1/orders?limit=2"
            while true {
                let page = try await shop.service.send(.get, path, as: customer)
                seen += (0..<2).compactMap { page["items/\($0)/id"] }
                guard let next = page["next"] else { break }
                path = "/v1/orders?limit=2&cursor=\(next)"
            }

            #expect(seen == placed.reversed())
        }
    }
}

extension ShipmentShipped {
    init(_ id: ShipmentID, of order: OrderID) throws {
        try self.init(
            shipmentID: id,
            orderID: order,
            locationID: #require(LocationID("store-1")),
            method: .ship,
            lines: [],
            trackingNumber: "RR123456785CN",
            carrier: "post",
            at: .now
        )
    }
}
