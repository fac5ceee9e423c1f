import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import PaymentService

@Suite("A payment that everybody wants something of at once")
struct ConcurrencyTests {
    @Test("PAY-08 of 30 refunds at once only as many succeed as the capture covers")
    func refunds() async throws {
        try await PaymentFixture.with { fixture in
            let id = PaymentID()
            _ = try await fixture.request(id, capture: "now")
            try await fixture.settles(id, as: .captured)

            let statuses = try await atOnce(30) { _ in try await fixture.refund(id, minor: 15_00).status }

            #expect(statuses.filter { $0 == 202 }.count == 6)
            #expect(statuses.filter { $0 == 422 }.count == 24)
            try await fixture.settles(id, as: .partlyRefunded)
            #expect(try await fixture.simulator.witness(id).refundedMinor == 90_00)
            #expect(try await fixture.booked(id) == 10_00)
        }
    }

    @Test("PAY-02 callbacks, captures, requests and cancellations at once make one capture at most, and books agree")
    func everything() async throws {
        try await PaymentFixture.with(ownSimulator: true) { fixture in
            try await fixture.simulator.behave(#"{"callbackAlways":true,"callbackTwice":true,"loseAnswerRate":0.2}"#)
            let payments = (0..<15).map { _ in (id: PaymentID(), order: OrderID()) }

            _ = try await atOnce(payments.count * 6) { number in
                let (id, order) = payments[number / 6]
                switch number % 6 {
                case 0, 1: _ = try await fixture.request(id, order: order)
                case 2, 3: _ = try await fixture.tell(try ShipmentShipped.sample(order), from: .logistics)
                case 4: _ = try await fixture.service.send(.post, "/v1/payments/\(id)/captures", as: .role(.finance))
                default:
                    let event = OrderCancelled(orderID: order, at: .now, actor: "customer", reason: "no")
                    if number.isMultiple(of: 4) { _ = try await fixture.tell(event, from: .order) }
                }
                return 0
            }
            try await fixture.simulator.behave("{}")

            for (id, _) in payments {
                try await rests(id, in: fixture)
                let witness = try await fixture.simulator.witness(id)

                #expect(witness.operations.filter { $0 == "captured" }.count <= 1)
                #expect(try await fixture.booked(id) == witness.capturedMinor - witness.refundedMinor)
                #expect(try await fixture.said(about: id).filter { $0 == "payment.captured" }.count <= 1)
            }
        }
    }

    @Test("PAY-02 two payments of one order at once: one is taken")
    func onePerOrder() async throws {
        try await PaymentFixture.with { fixture in
            let order = OrderID()

            let statuses = try await atOnce(8) { _ in try await fixture.request(order: order).status }

            #expect(statuses.filter { $0 == 200 }.count == 1)
            #expect(statuses.filter { $0 == 409 }.count == 7)
        }
    }

    @Test("PAY-02 asking and releasing at once leaves nobody charged")
    func requestAgainstRelease() async throws {
        try await PaymentFixture.with { fixture in
            let ids = (0..<20).map { _ in PaymentID() }

            _ = try await atOnce(40) { number in
                let id = ids[number / 2]
                return number.isMultiple(of: 2)
                    ? try await fixture.request(id, capture: "now").status : try await fixture.release(id).status
            }

            for id in ids {
                try await rests(id, in: fixture)
                let witness = try await fixture.simulator.witness(id)
                #expect(witness.capturedMinor == witness.refundedMinor)
                #expect(
                    witness.operations.isEmpty || ["buried", "voided", "refunded"].contains(witness.operations.last)
                )
            }
        }
    }

    private func atOnce(_ count: Int, _ work: @escaping @Sendable (Int) async throws -> Int) async throws -> [Int] {
        try await withThrowingTaskGroup { group in
            for number in 0..<count { group.addTask { try await work(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Waits until nothing is left to do for this payment.
    private func rests(_ id: PaymentID, in fixture: PaymentFixture) async throws {
        try await eventually("\(id) rests") {
            try await fixture.database.query("SELECT id FROM payments WHERE id = \(id) AND next_at IS NOT NULL").isEmpty
        }
    }
}
