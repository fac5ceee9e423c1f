import JSON
import Models
import ServiceKit

extension MarketingRoutes {
    func createCoupons(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let issue = try request.decode(CouponIssue.self)
        return try await request.once(in: database) { session in
            let codes = try coupons.issue(issue, on: session)
            return .json(status: .created, IssuedCoupons(promotionID: issue.promotionID, codes: codes))
        }
    }

    func showCoupon(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        return .ok(try await coupons.find(request.parameter("code", as: CouponCode.self)))
    }
}

extension CouponIssue: JSONReadable {
    init?(json: JSONNode) {
        let promotionID: PromotionID? = json.required("promotionId")
        let code: CouponCode? = json.optional("code")
        let count: Int? = json.optional("count", in: 1...10_000)
        let limit: Int64? = json.optional("limit", in: 1...Int64.max)
        let perCustomerLimit: Int64? = json.optional("perCustomerLimit", in: 1...Int64.max)
        let validFrom: Timestamp? = json.optional("validFrom")
        let validUntil: Timestamp? = json.optional("validUntil")
        if code != nil, count ?? 1 > 1 { json.fail("count", "must be 1, or left out, when the code is given") }
        if let validFrom, let validUntil, validUntil <= validFrom {
            json.fail("validUntil", "must be later than validFrom")
        }
        guard let promotionID else { return nil }
        self.init(
            promotionID: promotionID,
            code: code,
            count: count ?? 1,
            limitTotal: limit,
            limitPerCustomer: perCustomerLimit,
            validFrom: validFrom,
            validUntil: validUntil
        )
    }
}

private struct IssuedCoupons: JSONWritable {
    let promotionID: PromotionID
    let codes: [CouponCode]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("promotionId", promotionID)
            json.field("codes", codes)
        }
    }
}

extension CouponUse: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("code", coupon.code)
            json.field("promotionId", coupon.promotion.id)
            json.field("limit", coupon.limitTotal)
            json.field("perCustomerLimit", coupon.limitPerCustomer)
            json.field("claimed", coupon.claimed)
            json.field("overrun", overrun)
            json.field("validFrom", coupon.validFrom)
            json.field("validUntil", coupon.validUntil)
        }
    }
}
