import Models
import ServiceKit
import TestSupport
import Testing

@testable import OrderService

@Suite("Waiting for the customer to pay")
struct AwaitingPaymentTests {
    private let customer = TestCaller.customer(CustomerID())

    @Test("answers 202 with what to do, and is placed when Payment says so")
    func placedByEvent() async throws {
        let suite = FakeSuite()
        suite.arrange { $0.customerMustAct = true }
        try await OrderShop.with(suite) { shop in
            let waiting = try await shop.checkOut(as: customer, method: "alipay", key: "k")
            #expect(waiting.status == 202, "\(waiting.text)")
            #expect(waiting["status"] == "awaitingPayment")
            #expect(waiting["action/type"] == "qr")
            let id = try #require(waiting["orderId"].flatMap(OrderID.init))

            let paymentID = try suite.pay()
            try await shop.hear(PaymentAuthorised(paymentID: paymentID, orderID: id, amount: .cny(1990), at: .now))

            try await eventually("placed") { try await shop.status(of: id) == "placed" }
            let again = try await shop.checkOut(as: customer, method: "alipay", key: "k")
            #expect(again.status == 201)
            #expect(try await shop.count(.placedEvents) == 1)
        }
    }

    @Test("cancels itself when nobody pays in time, and gives everything back")
    func timesOut() async throws {
        let suite = FakeSuite()
        suite.arrange { $0.customerMustAct = true }
        try await OrderShop.with(suite, settings: ["order.payment.seconds": "1"]) { shop in
            let waiting = try await shop.checkOut(as: customer, method: "alipay", key: "k")
            let id = try #require(waiting["orderId"].flatMap(OrderID.init))

            try await eventually("cancelled") { try await shop.status(of: id) == "cancelled" }

            #expect(suite.standing.isEmpty)
            #expect(suite.look { $0.voided.count } == 1)
            let again = try await shop.checkOut(as: customer, method: "alipay", key: "k")
            #expect(again.status == 409 && again.problemType == "/problems/timed-out")
        }
    }

    @Test("ends when the customer cancels, and pays nothing")
    func cancelled() async throws {
        let suite = FakeSuite()
        suite.arrange { $0.customerMustAct = true }
        try await OrderShop.with(suite) { shop in
            let waiting = try await shop.checkOut(as: customer, method: "alipay")
            let id = try #require(waiting["orderId"])

            let answer = try await shop.service.send(.post, "/v1/orders/\(id)/cancellation", as: customer, body: "{}")

            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer["status"] == "cancelled")
            #expect(suite.standing.isEmpty)
            #expect(try await shop.count(.events) == 0)
        }
    }

    @Test("gives the money back when the hold was lost meanwhile")
    func holdLost() async throws {
        let suite = FakeSuite()
        suite.arrange { $0.customerMustAct = true }
        try await OrderShop.with(suite) { shop in
            let waiting = try await shop.checkOut(as: customer, method: "alipay")
            let id = try #require(waiting["orderId"].flatMap(OrderID.init))
            let paymentID = try suite.pay()
            suite.arrange { $0.refusals["reserve"] = .outOfStock }

            try await shop.hear(PaymentAuthorised(paymentID: paymentID, orderID: id, amount: .cny(1990), at: .now))

            try await eventually("cancelled") { try await shop.status(of: id) == "cancelled" }
            #expect(suite.standing.isEmpty)
            #expect(suite.look { $0.voided } == [paymentID])
        }
    }

    @Test(
        "has the hold confirmed unless this process asked for it a moment ago, whatever the clocks say",
        arguments: [(nil, 1), (0, 0), (500, 0), (600, 1)] as [(Int?, Int)]
    )
    func confirmation(heldForSeconds: Int?, calls: Int) async throws {
        let suite = FakeSuite()
        let step = ConfirmHold(inventory: suite, times: CheckoutTimes(paymentSeconds: 900))
        var placing = try Placing.sample()
        placing.heldSince = heldForSeconds.map { .now - .seconds($0) }

        for _ in 1...2 { _ = try await step.run(&placing) }

        #expect(suite.look { $0.calls["reserve", default: 0] } == calls)
    }

    @Test("I-9 a late failure never overturns a placed order")
    func lateFailure() async throws {
        try await OrderShop.with { shop in
            let id = try await shop.placedOrder(for: customer)

            try await shop.hear(
                PaymentFailed(paymentID: PaymentID(), orderID: id, reason: "late", at: .now),
                ReservationExpired(orderID: id, at: .now)
            )

            #expect(try await shop.status(of: id) == "placed")
        }
    }
}

extension FakeSuite {
    /// The customer scans the code and pays.
    func pay() throws -> PaymentID {
        let waiting = look { $0.payments.keys.first }
        let id = try #require(waiting)
        arrange { $0.payments[id] = .authorised }
        return id
    }
}
