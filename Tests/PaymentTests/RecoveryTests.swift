import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import PaymentService

@Suite("A payment under a provider that behaves badly", .serialized)
struct RecoveryTests {
    @Test("PAY-04 an answer that got lost is asked for again, and the money is taken once")
    func lostAnswer() async throws {
        try await PaymentFixture.with { fixture in
            let id = PaymentID()

            let answer = try await fixture.request(id, token: "tok_unknown", capture: "now")

            #expect(answer["status"] == "pending")
            try await fixture.settles(id, as: .captured)
            #expect(try await fixture.simulator.witness(id).operations == ["opened", "captured"])
            #expect(try await fixture.said(about: id) == ["payment.authorised", "payment.captured"])
            #expect(try await fixture.booked(id) == 100_00)
        }
    }

    @Test("PAY-04 a payment whose callback is lost settles in less than 60 s")
    func lostCallback() async throws {
        try await PaymentFixture.with(ownSimulator: true) { fixture in
            try await fixture.simulator.behave(#"{"callbackLossRate":1}"#)
            let id = PaymentID()

            let answer = try await fixture.request(id, method: .wechat, token: nil)
            try await fixture.simulator.customer("approval", id)

            #expect(answer["status"] == "requiresAction")
            #expect(answer["action/type"] == "qr")
            try await fixture.settles(id, as: .authorised, within: 60)
        }
    }

    @Test("PAY-04 callbacks that come twice and in the wrong order change nothing")
    func doubledCallbacks() async throws {
        try await PaymentFixture.with(ownSimulator: true) { fixture in
            try await fixture.simulator.behave(
                #"{"callbackTwice":true,"callbackOutOfOrder":true,"callbackAlways":true,"callbackDelayMs":50}"#
            )
            let ids = (0..<20).map { _ in PaymentID() }

            try await withThrowingTaskGroup { group in
                for id in ids {
                    group.addTask {
                        _ = try await fixture.request(id, method: .alipay, token: nil, capture: "now")
                        try await fixture.simulator.customer("approval", id)
                    }
                }
                try await group.waitForAll()
            }
            for id in ids { try await fixture.settles(id, as: .captured) }
            try await Task.sleep(for: .seconds(1))

            for id in ids {
                #expect(try await fixture.show(id)["status"] == "captured")
                #expect(try await fixture.simulator.witness(id).operations == ["opened", "approved", "captured"])
                #expect(try await fixture.said(about: id) == ["payment.authorised", "payment.captured"])
                #expect(try await fixture.booked(id) == 100_00)
            }
        }
    }

    @Test("PAY-02 a late word of failure never overturns a success")
    func lateFailure() async throws {
        try await PaymentFixture.with(ownSimulator: true) { fixture in
            try await fixture.simulator.behave(#"{"callbackDelayMs":300}"#)
            let id = PaymentID()

            _ = try await fixture.request(id, token: "tok_late_failure")
            try await Task.sleep(for: .seconds(1))

            #expect(try await fixture.show(id)["status"] == "authorised")
            #expect(try await fixture.said(about: id).isEmpty, "the answer has told of the success")
        }
    }

    @Test("PAY-04 of 30 payments at a provider that fails and forgets, each ends as the journal says")
    func badDay() async throws {
        try await PaymentFixture.with(ownSimulator: true) { fixture in
            try await fixture.simulator.behave(
                #"{"failRate":0.2,"loseAnswerRate":0.3,"callbackLossRate":0.5,"callbackTwice":true,"approveAfterMs":50}"#
            )
            let ids = (0..<30).map { _ in PaymentID() }
            let released = Set(ids.enumerated().filter { $0.offset.isMultiple(of: 3) }.map(\.element))

            try await withThrowingTaskGroup { group in
                for (number, id) in ids.enumerated() {
                    group.addTask {
                        let method = PaymentMethod.online[number % 5]
                        let token = number.isMultiple(of: 2) || method == .card ? "tok_ok" : nil
                        _ = try await fixture.request(id, method: method, token: token, capture: "now")
                        if released.contains(id) { _ = try await fixture.release(id) }
                    }
                }
                try await group.waitForAll()
            }
            for id in ids {
                try await released.contains(id)
                    ? fixture.settles(id, as: .voided, .refunded) : fixture.settles(id, as: .captured)
                let witness = try await fixture.simulator.witness(id)

                #expect(witness.operations.filter { $0 == "captured" }.count <= 1)
                #expect(try await fixture.booked(id) == witness.capturedMinor - witness.refundedMinor)
                #expect(witness.capturedMinor - witness.refundedMinor == (released.contains(id) ? 0 : 100_00))
            }
        }
    }

    @Test("PAY-04 an intent whose process died before the provider heard of it is carried out by the next one")
    func intentAfterCrash() async throws {
        try await PaymentFixture.with { fixture in
            var intent = try Payment.sample(.card, capture: .now)
            intent.nextAt = .now
            try await fixture.database.run(Payment.insertion(of: [intent], onConflict: "(id)"))

            try await fixture.settles(intent.id, as: .captured)
            #expect(try await fixture.simulator.witness(intent.id).operations == ["opened", "captured"])
        }
    }

    @Test("PAY-04 the provider's own crash loses nothing that it answered")
    func providerCrash() async throws {
        try await PaymentFixture.with(ownSimulator: true) { fixture in
            let ids = (0..<10).map { _ in PaymentID() }
            for id in ids { _ = try await fixture.request(id) }

            fixture.simulator.kill()
            try await fixture.simulator.isGone()
            let reborn = try await SimulatorProcess(journal: fixture.simulator.journalPath)

            for id in ids { #expect(try await reborn.witness(id).operations == ["opened"]) }
        }
    }
}
