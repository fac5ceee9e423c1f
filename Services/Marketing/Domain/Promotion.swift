import Models

/// A rule that lowers prices, and where and when it is offered.
struct Promotion: Hashable, Sendable {
    let id: PromotionID
    var name: String
    var trigger: Trigger
    var effect: PromotionEffect
    var skus: Set<SKU>?
    var channels: Set<ChannelID>?
    var isExclusive: Bool
    var priority: Int
    var isActive: Bool
    var validFrom: Timestamp?
    var validUntil: Timestamp?
    var version: Int64

    /// `automatic` applies to every basket that qualifies; `coupon` only to those that bring one of its codes.
    enum Trigger: String, Hashable, Sendable, CaseIterable {
        case automatic, coupon
    }
}

extension Promotion {
    func isOffered(in channel: ChannelID, at time: Timestamp) -> Bool {
        isActive
            && channels?.contains(channel) ?? true
            && validFrom.map { $0 <= time } ?? true
            && validUntil.map { time < $0 } ?? true
    }

    /// As the calculator takes it; a code says that a coupon asked for it.
    func rule(code: CouponCode? = nil) -> PromotionRule {
        PromotionRule(
            id: id,
            code: code,
            name: name,
            effect: effect,
            skus: skus,
            exclusive: isExclusive,
            priority: priority
        )
    }
}

/// What may still be changed of a promotion. What it takes off is not among it: an order quoted with it must be explainable
/// later.
struct PromotionChange: Hashable, Sendable {
    var name: String?
    var priority: Int?
    var isActive: Bool?
    var validFrom: Timestamp?
    var validUntil: Timestamp?
}

extension Promotion {
    func changed(by change: PromotionChange) throws(PromotionError) -> Promotion {
        var changed = self
        changed.name = change.name ?? name
        changed.priority = change.priority ?? priority
        changed.isActive = change.isActive ?? isActive
        changed.validFrom = change.validFrom ?? validFrom
        changed.validUntil = change.validUntil ?? validUntil
        changed.version = version + 1
        if let from = changed.validFrom, let until = changed.validUntil, until <= from { throw .validityEmpty }
        return changed
    }
}

extension PromotionEffect {
    /// An amount is taken off in its own currency only; a share in any.
    func applies(in currency: Currency) -> Bool {
        amounts.allSatisfy { $0.currency == currency }
    }

    /// What keeps the effect from ever being applied; nothing for a sound one.
    var fault: String? {
        if Set(amounts.map(\.currency)).count > 1 { return "must be in one currency" }
        if amounts.contains(where: \.isNegative) { return "must not hold a negative amount" }
        return nil
    }

    private var amounts: [Money] {
        switch self {
        case .percentOff: []
        case .fixedOff(let off): [off]
        case .spendAndSave(let tiers): tiers.flatMap { [$0.threshold, $0.off] }
        }
    }
}
