import Models
import Testing

@testable import PaymentService

@Suite("A payment's life under a bad network")
struct PaymentWalkTests {
    @Test("PAY-02 ends with our books equal to the provider's, whatever got lost, came twice or late (3,000 seeds)")
    func agreesWithTheBank() throws {
        var seen: Set<PaymentWalk.Sometimes> = []
        for seed in UInt64(1)...3_000 {
            var walk = try PaymentWalk(seed: seed)
            try walk.run(steps: 40)
            seen.formUnion(walk.unusual)
            guard check(walk, seed: seed) else { return }
        }

        #expect(seen == Set(PaymentWalk.Sometimes.allCases), "a rare state was never reached")
    }

    private func check(_ walk: PaymentWalk, seed: UInt64) -> Bool {
        let (payment, bank) = (walk.payment, walk.bank)
        let booked = walk.postings.reduce(0) {
            $0 + ($1.kind == .capture ? $1.amount.amountMinor : -$1.amount.amountMinor)
        }
        let facts: [(String, Bool)] = [
            ("captured twice", bank.captures <= 1),
            ("captured more than authorised", bank.capturedMinor <= payment.amount.amountMinor),
            ("took what was waived", bank.capturedMinor + payment.waivedMinor <= payment.amount.amountMinor),
            ("refunded more than captured", bank.refundedMinor <= bank.capturedMinor),
            ("captured differs from the bank", payment.capturedMinor == bank.capturedMinor),
            ("refunded differs from the bank", payment.refundedMinor == bank.refundedMinor),
            ("booked differs from the bank", booked == bank.netMinor),
            ("something is left to do", payment.nextCommand == nil),
            ("a status went back: \(walk.fallbacks)", walk.fallbacks.isEmpty),
            ("given up but not given back", payment.goal != .release || givesBack(payment, bank)),
            ("wanted but not taken", payment.goal != .collect || bank.state == .taken),
            ("announced twice: \(walk.announcements)", isSaidOnce(walk.announcements)),
        ]
        for (fault, holds) in facts where !holds {
            Issue.record("seed \(seed): \(fault); \(payment)")
        }
        return facts.allSatisfy(\.1)
    }

    /// Refunds that the provider refused are for people to sort out.
    private func givesBack(_ payment: Payment, _ bank: ModelBank) -> Bool {
        bank.netMinor == 0 && bank.state != .held && bank.state != .waiting
            || payment.refunds.contains { $0.status == .failed }
    }

    private func isSaidOnce(_ announcements: [Announcement]) -> Bool {
        let names = announcements.map { announcement in
            switch announcement {
            case .authorised: "authorised"
            case .failed: "failed"
            case .captured: "captured"
            case .voided: "voided"
            case .refundSucceeded(let refund), .refundFailed(let refund): "refund \(refund.id)"
            }
        }
        return Set(names).count == names.count
    }
}
