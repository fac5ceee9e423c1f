import Models

/// Everything that decides a quote, gathered. What comes of it is a pure function of this, so the preview, the claim and a
/// repeated claim cannot differ.
struct Quoting: Sendable {
    let request: QuoteRequest
    let reference: ReferenceData
    let goods: [SKU: PricedGoods]
    /// Those of the request's coupons that exist.
    var coupons: [CouponCode: Coupon]
    /// Nothing when nobody is signed in.
    var member: Member?
    let at: Timestamp

    struct Member: Hashable, Sendable {
        /// Who the customer was merged into, or herself.
        let survivor: CustomerID
        var points: Int64
    }

    /// What a SKU costs here and now.
    struct PricedGoods: Hashable, Sendable {
        let unitPrice: Money
        let taxClass: String
        /// Not while the product is a draft or archived.
        let isSold: Bool
    }
}

extension Quoting {
    func breakdown() throws(QuoteError) -> Breakdown {
        let channel = try channel()
        let lines = try cartLines()
        let (couponRules, refusedCoupons) = admittedCoupons()
        let (points, refusedPoints) = admittedPoints()
        do {
            return try Calculator.breakdown(
                lines: lines,
                promotions: automaticRules + couponRules,
                points: request.customerID.map { _ in PointsPolicy(request.currency).rule(toSpend: points) },
                taxRules: taxRules(in: channel),
                shipping: shipping,
                rejected: refusedCoupons + refusedPoints,
                currency: request.currency
            )
        } catch {
            throw .amountTooLarge
        }
    }

    /// A channel sells in one currency, and only while it is active.
    private func channel() throws(QuoteError) -> ReferenceData.Channel {
        guard let channel = reference.channels[request.channelID] else { throw .channelUnknown(request.channelID) }
        guard channel.isActive else { throw .channelInactive(channel.id) }
        guard channel.currency == request.currency else { throw .currencyNotSold(request.currency, in: channel.id) }
        return channel
    }

    private func cartLines() throws(QuoteError) -> [CartLine] {
        let unpriced = request.lines.indices.filter { goods[request.lines[$0].sku] == nil }
        guard unpriced.isEmpty else {
            throw .priceUnknown(lines: unpriced, in: request.channelID, currency: request.currency)
        }
        let unsold = request.lines.indices.filter { goods[request.lines[$0].sku]?.isSold == false }
        guard unsold.isEmpty else { throw .notForSale(lines: unsold) }
        return request.lines.compactMap { line in
            goods[line.sku].map { goods in
                CartLine(
                    lineID: line.lineID,
                    sku: line.sku,
                    quantity: line.quantity,
                    unitPrice: goods.unitPrice,
                    taxClass: goods.taxClass
                )
            }
        }
    }

    private var automaticRules: [PromotionRule] {
        reference.promotions
            .filter { $0.isOffered(in: request.channelID, at: at) && $0.effect.applies(in: request.currency) }
            .map { $0.rule() }
    }

    /// A coupon that may not be used never fails the quote; it is told with the reason.
    private func admittedCoupons() -> (rules: [PromotionRule], rejected: [Rejected]) {
        var rules: [PromotionRule] = []
        var rejected: [Rejected] = []
        for code in request.coupons {
            switch refusal(of: code) {
            case (let coupon?, nil): rules.append(coupon.promotion.rule(code: code))
            case (_, let refusal): rejected.append(Rejected(code: code.value, reason: (refusal ?? .unknown).rawValue))
            }
        }
        return (rules, rejected)
    }

    private func refusal(of code: CouponCode) -> (Coupon?, CouponRefusal?) {
        guard let coupon = coupons[code] else { return (nil, .unknown) }
        guard coupon.promotion.effect.applies(in: request.currency) else { return (coupon, .notOffered) }
        return (coupon, coupon.refusal(in: request.channelID, customer: request.customerID, at: at))
    }

    /// As many points as are asked for and there; a balance below zero counts as nothing.
    private func admittedPoints() -> (points: Int, rejected: [Rejected]) {
        let wanted = request.pointsToSpend
        guard wanted > 0 else { return (0, []) }
        guard let member else { return (0, [Rejected(code: "points", reason: "Sign in to spend points.")]) }
        let points = Int(min(Int64(wanted), max(0, member.points)))
        guard points < wanted else { return (points, []) }
        return (points, [Rejected(code: "points", reason: "There are \(points) points on your account.")])
    }

    /// Of the country the goods go to, or the channel's own.
    private func taxRules(in channel: ReferenceData.Channel) -> [TaxRule] {
        let country = request.destination?.country ?? channel.country
        return Set(request.lines.compactMap { goods[$0.sku]?.taxClass }).sorted().compactMap { taxClass in
            reference.taxRates[TaxRate.Key(country: country, taxClass: taxClass)].map { rate in
                TaxRule(
                    taxClass: taxClass,
                    name: rate.name,
                    rateBasisPoints: rate.basisPoints,
                    included: channel.pricesIncludeTax
                )
            }
        }
    }

    /// Only what is shipped costs shipping. A fee left over from another currency of the channel is no fee.
    private var shipping: ShippingFee? {
        guard request.deliveryMethod == .ship, let fee = reference.shippingFees[request.channelID]?.fee,
            fee.fee.currency == request.currency
        else { return nil }
        return fee
    }
}

extension Breakdown {
    var usesClaims: Bool { pointsSpent > 0 || !usedCoupons.isEmpty }

    /// The coupons that took something off; only they are used up.
    var usedCoupons: Set<CouponCode> {
        Set(lines.flatMap(\.adjustments).filter { $0.kind == .coupon }.compactMap { CouponCode($0.code) })
    }
}
