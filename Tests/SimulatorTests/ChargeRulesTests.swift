import Models
import Testing

@testable import SimulatorService

@Suite("A charge at the provider")
struct ChargeRulesTests {
    private let noon = Timestamp(microseconds: 1_767_268_800_000_000)

    @Test("PAY-01 is captured once, and never more than was authorised")
    func captures() throws {
        let held = try charge(token: "tok_ok")
        let taken = try #require(try held.change(for: .capture(.cny(80_00)), at: noon)?.applied(to: held))

        #expect(taken.capturedMinor == 80_00)
        #expect(try taken.change(for: .capture(.cny(80_00)), at: noon) == nil)
        #expect(throws: Refusal.captureDiffers(captured: .cny(80_00))) {
            try taken.change(for: .capture(.cny(70_00)), at: noon)
        }
        #expect(throws: Refusal.captureExceeds(.cny(100_00))) { try held.change(for: .capture(.cny(100_01)), at: noon) }
        #expect(throws: Refusal.currencyDiffers) { try held.change(for: .capture(.eur(80_00)), at: noon) }
    }

    @Test("PAY-08 is refunded in parts up to what was captured, each id once")
    func refunds() throws {
        let held = try charge(token: "tok_ok")
        let id = RefundID()
        let taken = try #require(try held.change(for: .capture(.cny(80_00)), at: noon)?.applied(to: held))
        let refunded = try #require(try taken.change(for: .refund(id, .cny(50_00)), at: noon)?.applied(to: taken))

        #expect(refunded.refundedMinor == 50_00)
        #expect(try refunded.change(for: .refund(id, .cny(50_00)), at: noon) == nil)
        #expect(throws: Refusal.refundDiffers(id)) { try refunded.change(for: .refund(id, .cny(1)), at: noon) }
        #expect(throws: Refusal.refundExceeds(.cny(30_00))) {
            try refunded.change(for: .refund(RefundID(), .cny(30_01)), at: noon)
        }
        #expect(throws: Refusal.notPossible(.authorised)) {
            try held.change(for: .refund(RefundID(), .cny(1)), at: noon)
        }
    }

    @Test("PAY-01 is given up before it is taken, not after")
    func voids() throws {
        let held = try charge(token: "tok_ok")
        let taken = try #require(try held.change(for: .capture(.cny(1)), at: noon)?.applied(to: held))

        #expect(try held.change(for: .void, at: noon) == .voided)
        #expect(throws: Refusal.notPossible(.captured)) { try taken.change(for: .void, at: noon) }
    }

    @Test("PAY-01 waits for the customer, and fails when they come too late")
    func expires() throws {
        let waiting = try charge(token: nil)

        #expect(waiting.action?.kind == .qr)
        #expect(try waiting.change(for: .approve, at: noon + 899) == .approved)
        #expect(try waiting.change(for: .approve, at: noon + 900) == .expired)
        #expect(ChargeChange.expired.applied(to: waiting)?.status == .declined)
    }

    @Test(
        "PAY-01 follows its token",
        arguments: [
            ("tok_ok", Charge.Status.authorised), ("tok_declined", .declined), ("tok_insufficient_funds", .declined),
            ("tok_challenge", .awaitingCustomer), ("tok_nobody_knows", .declined), ("tok_refund_fails", .authorised),
        ]
    )
    func tokens(token: String, status: Charge.Status) throws {
        #expect(try charge(token: token).status == status)
    }

    @Test("decides each kind of bad luck on its own")
    func fate() {
        var behaviour = Behaviour()
        behaviour.failPerMille = 300
        behaviour.loseAnswerPerMille = 300
        var dice = [299, 300, 0, 0].makeIterator()

        let fate = behaviour.fate { dice.next() ?? 999 }

        #expect(fate == Behaviour.Fate(fails: true))
    }

    private func charge(token: String?) throws -> Charge {
        let request = ChargeRequest(
            id: PaymentID(),
            amount: .cny(100_00),
            method: .alipay,
            token: token,
            callbackURL: nil
        )
        return try request.charge(actionSeconds: 900, pageBaseURL: "http://x", isDeclined: false, at: noon)
    }
}
