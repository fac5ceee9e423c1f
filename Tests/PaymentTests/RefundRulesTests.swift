import Models
import Testing

@testable import PaymentService

@Suite("A refund")
struct RefundRulesTests {
    @Test("PAY-08 in parts never exceeds what was captured")
    func partial() throws {
        let first = try Payment.captured().deciding(.refund(RefundID(), .cny(60_00), reason: "broken"), at: .noon)

        #expect(first.payment.refundableMinor == 40_00)
        #expect(throws: PaymentError.refundExceeds(available: .cny(40_00))) {
            try first.payment.deciding(.refund(RefundID(), .cny(40_01), reason: "late"), at: .noon)
        }
    }

    @Test("PAY-08 is booked and announced when the provider has paid it, once")
    func succeeds() throws {
        let id = RefundID()
        let wanted = try Payment.captured().deciding(.refund(id, nil, reason: "returned"), at: .noon).payment
        let report = ChargeReport.RefundReport(id: id, amountMinor: 100_00, status: .succeeded)
        let paid = try wanted.deciding(.answered(.captured(100_00, refunds: [report])), at: .noon)
        let again = try paid.payment.deciding(.calledBack(.captured(100_00, refunds: [report])), at: .noon)

        #expect(paid.postings.map(\.kind) == [.refund])
        #expect(paid.announcements.count == 1)
        #expect(paid.payment.status == .refunded)
        #expect(again == Decision(payment: paid.payment))
    }

    @Test("PAY-08 that the provider refuses gives its amount free again")
    func fails() throws {
        let id = RefundID()
        let wanted = try Payment.captured().deciding(.refund(id, .cny(30_00), reason: "returned"), at: .noon).payment
        let report = ChargeReport.RefundReport(id: id, amountMinor: 30_00, status: .failed, reason: "closed account")
        let failed = try wanted.deciding(.answered(.captured(100_00, refunds: [report])), at: .noon)

        #expect(failed.postings.isEmpty)
        #expect(failed.payment.refundableMinor == 100_00)
        #expect(failed.payment.refunds.first?.failure == "closed account")
        #expect(failed.payment.nextCommand == nil)
    }

    @Test("PAY-08 before the goods left is simply never taken")
    func waived() throws {
        let id = RefundID()
        let decision = try Payment.authorised().deciding(.refund(id, .cny(30_00), reason: "sold out"), at: .noon)
        let shipped = try decision.payment.deciding(.capture(nil), at: .noon).payment

        #expect(decision.postings.isEmpty)
        #expect(decision.payment.refunds.first?.status == .succeeded)
        #expect(shipped.nextCommand == .capture(minor: 70_00))
    }

    @Test("PAY-08 of everything before the goods left releases the money")
    func waivedWholly() throws {
        let payment = try Payment.authorised().deciding(.refund(RefundID(), nil, reason: "sold out"), at: .noon).payment

        #expect(payment.nextCommand == .void)
        #expect(throws: PaymentError.nothingToRefund(payment.id, .voiding)) {
            try payment.deciding(.refund(RefundID(), nil, reason: "again"), at: .noon)
        }
    }

    @Test("PAY-08 told twice is one refund, and with another amount is refused")
    func repeats() throws {
        let id = RefundID()
        let once = try Payment.captured().deciding(.refund(id, .cny(10_00), reason: "late"), at: .noon).payment

        #expect(try once.deciding(.refund(id, .cny(10_00), reason: "late"), at: .noon).payment == once)
        #expect(throws: PaymentError.refundDiffers(id)) {
            try once.deciding(.refund(id, .cny(11_00), reason: "late"), at: .noon)
        }
    }

    @Test("PAY-08 of cash is paid out at the till and only booked here")
    func tendered() throws {
        let sale = Payment.tendered(
            PaymentID(),
            orderID: OrderID(),
            customerID: nil,
            method: .cash,
            amount: .eur(12_34)
        )
        let returned = try sale.payment.deciding(.refund(RefundID(), .eur(2_34), reason: "returned"), at: .noon)

        #expect(sale.postings.map(\.debit.code) == ["till-cash"])
        #expect(returned.postings.map(\.credit.code) == ["till-cash"])
        #expect(returned.payment.nextCommand == nil)
    }
}
