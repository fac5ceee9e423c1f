import Models
import Testing

@testable import PaymentService

@Suite("A payment")
struct PaymentRulesTests {
    @Test("PAY-02 is asked for, held, taken when the goods leave, and booked once")
    func captures() throws {
        let authorised = try Payment.sample().deciding(.answered(.authorised), at: .noon)
        let wanted = try authorised.payment.deciding(.capture(nil), at: .noon)
        let captured = try wanted.payment.deciding(.answered(.captured(100_00)), at: .noon)
        let again = try captured.payment.deciding(.calledBack(.captured(100_00)), at: .noon)

        #expect(authorised.announcements == [.authorised(.cny(100_00))])
        #expect(authorised.payment.nextCommand == nil)
        #expect(wanted.payment.nextCommand == .capture(minor: 100_00))
        #expect(captured.announcements == [.captured(.cny(100_00))])
        #expect(captured.postings.map(\.kind) == [.capture])
        #expect(again == Decision(payment: captured.payment))
    }

    @Test("PAY-02 is captured at once where the shop sells what needs no shipping")
    func capturesAtOnce() throws {
        let payment = try Payment.sample(.wallet, capture: .now, [.answered(.awaiting), .calledBack(.authorised)])

        #expect(payment.nextCommand == .capture(minor: 100_00))
    }

    @Test("PAY-02 keeps its success when word of failure comes late", arguments: [ChargeReport.declined, .awaiting])
    func ignoresLateFailure(report: ChargeReport) throws {
        for payment in [try Payment.authorised(), try .captured()] {
            let decision = try payment.deciding(.calledBack(report), at: .noon)

            #expect(decision.payment.stage == payment.stage)
            #expect(decision.announcements.isEmpty)
        }
    }

    @Test("PAY-02 that succeeds after it was told to have failed is given back")
    func releasesLateSuccess() throws {
        let failed = try Payment.sample().deciding(.answered(.declined), at: .noon)
        let revived = try failed.payment.deciding(.calledBack(.authorised), at: .noon)

        #expect(failed.announcements == [.failed(reason: "no")])
        #expect(revived.announcements.isEmpty)
        #expect(revived.payment.nextCommand == .void)
    }

    @Test("PAY-02 that was taken although the order was given up goes back by itself")
    func refundsCapturedWithoutOrder() throws {
        let payment = try Payment.sample(.wallet, capture: .now, [.answered(.awaiting), .release(reason: "expired")])
        let taken = try payment.deciding(.answered(.captured(100_00)), at: .noon)

        #expect(payment.nextCommand == .void)
        #expect(taken.announcements == [.captured(.cny(100_00))])
        guard case .refund(let refund) = taken.payment.nextCommand else {
            return #expect(Bool(false), "asks for \(String(describing: taken.payment.nextCommand))")
        }
        #expect(refund.amount == .cny(100_00))
    }

    @Test("PAY-04 whose answer was lost is asked again, later and later, at most every 15 seconds")
    func pauses() throws {
        var payment = try Payment.sample()
        var pauses: [Int64] = []
        for _ in 0..<8 {
            payment = try payment.deciding(.unanswered, at: .noon).payment
            pauses.append(((payment.nextAt?.microseconds ?? 0) - Timestamp.noon.microseconds) / 1000)
        }

        #expect(payment.isOutcomeUnknown)
        #expect(payment.nextCommand == .authorise)
        #expect(pauses == [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
    }

    @Test("PAY-02 that the provider definitely refused has failed")
    func fails() throws {
        let decision = try Payment.sample().deciding(.refused("unknown token"), at: .noon)

        #expect(decision.payment.status == .declined)
        #expect(decision.announcements == [.failed(reason: "unknown token")])
    }

    @Test("PAY-02 of another amount than ours is not believed")
    func doubts() throws {
        let report = ChargeReport(stage: .captured, amount: .cny(100_00), capturedMinor: 100_01)
        let payment = try Payment.authorised()

        #expect(throws: PaymentError.reportContradicts(payment.id)) {
            try payment.deciding(.calledBack(report), at: .noon)
        }
    }

    @Test("PAY-02 is captured once: the same again is the same, another amount is refused")
    func capturesOnce() throws {
        let wanted = try Payment.authorised().deciding(.capture(.cny(60_00)), at: .noon).payment

        #expect(try wanted.deciding(.capture(.cny(60_00)), at: .noon).payment == wanted)
        #expect(throws: PaymentError.alreadyCaptured(wanted.id, .cny(60_00))) {
            try wanted.deciding(.capture(.cny(70_00)), at: .noon)
        }
        #expect(throws: PaymentError.captureExceeds(available: .cny(100_00))) {
            try Payment.authorised().deciding(.capture(.cny(100_01)), at: .noon)
        }
    }
}
