import JSON
import Models
import ServiceKit
import TestSupport
import Testing

@testable import PaymentService

@Suite("What orders and shipments mean for their money")
struct OrderEventTests {
    @Test("PAY-02 the goods leave and the money is taken, once, however many parcels and however often told")
    func shipped() async throws {
        try await PaymentFixture.with { fixture in
            let (id, order) = (PaymentID(), OrderID())
            _ = try await fixture.request(id, order: order)
            let events = try (0..<3).map { _ in CloudEvent(try ShipmentShipped.sample(order), source: .logistics) }

            for _ in 0..<3 { #expect(try await fixture.tell(events, from: .logistics).status < 300) }

            try await fixture.settles(id, as: .captured)
            #expect(try await fixture.simulator.witness(id).operations == ["opened", "captured"])
            #expect(try await fixture.said(about: id) == ["payment.captured"])
            #expect(try await fixture.booked(id) == 100_00)
        }
    }

    @Test("PAY-02 a cancelled order's money is let go before, and paid back after the capture")
    func cancelled() async throws {
        try await PaymentFixture.with { fixture in
            let (held, heldOrder, taken, takenOrder) = (PaymentID(), OrderID(), PaymentID(), OrderID())
            _ = try await fixture.request(held, order: heldOrder)
            _ = try await fixture.request(taken, order: takenOrder, capture: "now")
            try await fixture.settles(taken, as: .captured)

            for order in [heldOrder, takenOrder] {
                let event = OrderCancelled(orderID: order, at: .now, actor: "customer", reason: "changed my mind")
                #expect(try await fixture.tell(event, from: .order).status < 300)
            }

            try await fixture.settles(held, as: .voided)
            try await fixture.settles(taken, as: .refunded)
            #expect(try await fixture.simulator.witness(held).operations == ["opened", "voided"])
            #expect(try await fixture.simulator.witness(taken).refundedMinor == 100_00)
            #expect(try await fixture.booked(taken) == 0)
            #expect(try await fixture.said(about: taken).last == "refund.succeeded")
        }
    }

    @Test("PAY-08 a part of an order is paid back to where it came from, told twice it is paid once")
    func refunded() async throws {
        try await PaymentFixture.with { fixture in
            let (id, order) = (PaymentID(), OrderID())
            _ = try await fixture.request(id, order: order, capture: "now")
            try await fixture.settles(id, as: .captured)
            let refund = OrderRefunded(
                refundID: RefundID(),
                orderID: order,
                amount: .cny(30_00),
                lines: [],
                reason: "broken",
                at: .now
            )

            for _ in 0..<2 { #expect(try await fixture.tell(refund, from: .order).status < 300) }

            try await fixture.settles(id, as: .partlyRefunded)
            #expect(try await fixture.simulator.witness(id).refundedMinor == 30_00)
            #expect(try await fixture.booked(id) == 70_00)
        }
    }

    @Test("PAY-08 a refund that exceeds the payment is said to have failed, and nothing is paid")
    func refundTooLarge() async throws {
        try await PaymentFixture.with { fixture in
            let (id, order) = (PaymentID(), OrderID())
            _ = try await fixture.request(id, order: order, capture: "now")
            try await fixture.settles(id, as: .captured)
            let refund = OrderRefunded(
                refundID: RefundID(),
                orderID: order,
                amount: .cny(100_01),
                lines: [],
                reason: "too much",
                at: .now
            )

            #expect(try await fixture.tell(refund, from: .order).status < 300)

            #expect(try await fixture.said(about: id).last == "refund.failed")
            #expect(try await fixture.show(id)["status"] == "captured")
        }
    }

    @Test("PAY-12 what a till took is booked as it was taken, once, and paid back when the order is cancelled")
    func tender() async throws {
        try await PaymentFixture.with { fixture in
            let placed = try OrderPlaced.sample(tender: Tender(method: .cash, amount: .usd(12_34)))

            for _ in 0..<2 { #expect(try await fixture.tell(placed, from: .order).status < 300) }
            let listed = try await fixture.service.send(
                .get,
                "/v1/payments?orderId=\(placed.orderID)",
                as: .role(.finance)
            )
            let id = try #require(listed["items/0/paymentId"].flatMap { PaymentID($0) })
            let booked = try await fixture.booked(id)
            let event = OrderCancelled(orderID: placed.orderID, at: .now, actor: "till", reason: "returned")
            _ = try await fixture.tell(event, from: .order)

            #expect(listed["items/1"] == nil)
            #expect(listed["items/0/method"] == "cash")
            #expect(listed["items/0/status"] == "captured")
            #expect(booked == 12_34)
            #expect(try await fixture.show(id)["status"] == "refunded")
            #expect(try await fixture.booked(id) == 0)
        }
    }

    @Test("PAY-02 money taken from a customer whose order was never placed goes back by itself")
    func orphan() async throws {
        try await PaymentFixture.with(ownSimulator: true) { fixture in
            let id = PaymentID()
            try await fixture.simulator.behave(#"{"callbackLossRate":1}"#)
            _ = try await fixture.request(id, method: .wallet, token: nil, capture: "now")
            try await fixture.simulator.customer("approval", id)
            try await fixture.settles(id, as: .captured)

            let release = try await fixture.release(id)

            #expect(release.status == 202)
            try await fixture.settles(id, as: .refunded)
            #expect(try await fixture.release(id).status == 204)
            #expect(try await fixture.simulator.witness(id).refundedMinor == 100_00)
        }
    }
}
