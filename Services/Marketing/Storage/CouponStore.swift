import Models
import Postgres

struct CouponStore: Sendable {
    let database: Database

    func find(_ code: CouponCode) async throws -> CouponUse {
        guard let row = try await database.query(Self.select(customer: nil) + "WHERE c.code = \(code)").first else {
            throw PromotionError.couponNotFound
        }
        return CouponUse(coupon: try Coupon(row), overrun: try row.get("overrun"))
    }

    /// The coupons of a basket with what this customer has used of them.
    func find(_ codes: [CouponCode], for customer: CustomerID?) async throws -> [CouponCode: Coupon] {
        guard !codes.isEmpty else { return [:] }
        return try Self.byCode(
            await database.query(Self.select(customer: customer) + "WHERE c.code = ANY(\(codes))")
        )
    }

    /// The same under their row locks, taken in the order of the codes: until the transaction ends nobody else uses them.
    func lock(
        _ codes: Set<CouponCode>,
        for customer: CustomerID?,
        on session: borrowing Session
    ) throws -> [CouponCode: Coupon] {
        guard !codes.isEmpty else { return [:] }
        let codes = codes.sorted()
        try session.run(#"SELECT 1 FROM coupons WHERE code = ANY(\#(codes)) ORDER BY code COLLATE "C" FOR UPDATE"#)
        return try Self.byCode(session.query(Self.select(customer: customer) + "WHERE c.code = ANY(\(codes))"))
    }

    func issue(_ issue: CouponIssue, on session: borrowing Session) throws -> [CouponCode] {
        let rows = try session.query(PromotionStore.select + "WHERE id = \(issue.promotionID)")
        guard let promotion = try rows.first.map(Promotion.init) else {
            throw PromotionError.notFound(issue.promotionID)
        }
        guard promotion.trigger == .coupon else { throw PromotionError.needsNoCoupons(promotion.id) }

        var generator = SystemRandomNumberGenerator()
        let codes = issue.codes(using: &generator).sorted()
        let added = try session.run(
            """
            INSERT INTO coupons (code, promotion_id, limit_total, limit_per_customer, valid_from, valid_until)
            SELECT code, \(promotion.id)::uuid, \(issue.limitTotal)::bigint, \(issue.limitPerCustomer)::bigint,
                   \(issue.validFrom)::timestamptz, \(issue.validUntil)::timestamptz
              FROM unnest(\(codes)::text[]) AS code
                ON CONFLICT (code) DO NOTHING
            """
        )
        guard added == codes.count else { throw PromotionError.couponExists(codes[0]) }
        return codes
    }

    private static func byCode(_ rows: Rows) throws -> [CouponCode: Coupon] {
        let coupons = try rows.map(Coupon.init)
        return Dictionary(coupons.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func select(customer: CustomerID?) -> SQL {
        """
        SELECT c.code, c.limit_total, c.limit_per_customer, c.claimed, c.overrun, c.valid_from, c.valid_until,
               coalesce(u.claimed, 0) AS claimed_by_customer,
               p.id AS promotion_id, p.name, p.trigger, p.effect, p.skus, p.channels, p.exclusive, p.priority,
               p.active, p.valid_from AS offered_from, p.valid_until AS offered_until, p.version
          FROM coupons c
          JOIN promotions p ON p.id = c.promotion_id
          LEFT JOIN coupon_customers u ON u.code = c.code AND u.customer_id = \(customer)

        """
    }
}

extension Coupon {
    fileprivate init(_ row: Row) throws {
        self.init(
            code: try row.get("code"),
            promotion: try Promotion(row),
            limitTotal: try row.get("limit_total"),
            limitPerCustomer: try row.get("limit_per_customer"),
            claimed: try row.get("claimed"),
            claimedByCustomer: try row.get("claimed_by_customer"),
            validFrom: try row.get("valid_from"),
            validUntil: try row.get("valid_until")
        )
    }
}
