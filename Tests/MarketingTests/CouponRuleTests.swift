import Models
import TestSupport
import Testing

@testable import MarketingService

@Suite("A coupon")
struct CouponRuleTests {
    private let now = Timestamp.now
    private let customer = CustomerID()

    @Test("MKT-06 may be used within its limits and time")
    func admitted() {
        #expect(refusal(of: .sample(limitTotal: 5, claimed: 4)) == nil)
        #expect(refusal(of: .sample(limitPerCustomer: 2, claimedByCustomer: 1)) == nil)
        #expect(refusal(of: .sample(validFrom: now, validUntil: now + 1)) == nil)
    }

    @Test("MKT-06 is refused past a limit, saying which")
    func limits() {
        #expect(refusal(of: .sample(limitTotal: 5, claimed: 5)) == .exhausted)
        #expect(refusal(of: .sample(limitPerCustomer: 2, claimedByCustomer: 2)) == .usedByCustomer)
        #expect(
            Coupon.sample(limitPerCustomer: 2).refusal(in: .web, customer: nil, at: now) == .signInRequired
        )
    }

    @Test("MKT-06 starts and expires to the microsecond")
    func time() {
        #expect(refusal(of: .sample(validFrom: now + 1)) == .notYetValid)
        #expect(refusal(of: .sample(validUntil: now)) == .expired)
    }

    @Test("follows its promotion's switch and channels")
    func promotion() {
        var coupon = Coupon.sample()
        #expect(coupon.promotion.isOffered(in: .web, at: now))
        coupon = .sample(isActive: false)
        #expect(refusal(of: coupon) == .notOffered)
        coupon = .sample(channels: [])
        #expect(refusal(of: coupon) == .notOffered)
    }

    @Test("random codes are all different and can be typed")
    func codes() {
        var random = SeededGenerator(seed: 6)
        let issue = CouponIssue(
            promotionID: PromotionID(),
            code: nil,
            count: 10_000,
            limitTotal: 1,
            limitPerCustomer: nil,
            validFrom: nil,
            validUntil: nil
        )

        let codes = issue.codes(using: &random)

        #expect(codes.count == 10_000)
        #expect(codes.allSatisfy { $0.value.count == 12 && !$0.value.contains { "01OILU".contains($0) } })
    }

    private func refusal(of coupon: Coupon) -> CouponRefusal? {
        coupon.refusal(in: .web, customer: customer, at: now)
    }
}

extension Coupon {
    static func sample(
        isActive: Bool = true,
        channels: Set<ChannelID>? = nil,
        limitTotal: Int64? = nil,
        limitPerCustomer: Int64? = nil,
        claimed: Int64 = 0,
        claimedByCustomer: Int64 = 0,
        validFrom: Timestamp? = nil,
        validUntil: Timestamp? = nil
    ) -> Coupon {
        Coupon(
            code: .save,
            promotion: .sample(trigger: .coupon, isActive: isActive, channels: channels),
            limitTotal: limitTotal,
            limitPerCustomer: limitPerCustomer,
            claimed: claimed,
            claimedByCustomer: claimedByCustomer,
            validFrom: validFrom,
            validUntil: validUntil
        )
    }
}

extension Promotion {
    static func sample(
        trigger: Trigger = .automatic,
        effect: PromotionEffect = .percentOff(basisPoints: 1000),
        isActive: Bool = true,
        channels: Set<ChannelID>? = nil
    ) -> Promotion {
        Promotion(
            id: PromotionID(),
            name: "Offer",
            trigger: trigger,
            effect: effect,
            channels: channels,
            isExclusive: false,
            priority: 0,
            isActive: isActive,
            version: 1
        )
    }
}
