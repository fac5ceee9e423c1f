/// Chooses what is best for the shopper: all rules that may be combined, or one exclusive rule alone.
///
/// The lowest price of several ways that each keep the calculator's promises keeps them too.
enum BestDeal {
    static func choose(
        among rules: [PromotionRule],
        for cart: DiscountedCart
    ) throws(PricingError) -> (cart: DiscountedCart, rejected: [Rejected]) {
        let ways =
            [rules.filter { !$0.exclusive }]
            + rules.filter(\.exclusive).sorted(by: PromotionRule.isEarlier).map { [$0] }
        var deals: [Deal] = []
        for way in ways {
            var discounted = cart
            let idle = try discounted.apply(way)
            deals.append(Deal(rules: way, cart: discounted, idle: idle))
        }
        // Among equals the first stays: combined rules, then by priority.
        guard let winner = deals.indices.min(by: { deals[$0].price < deals[$1].price }) else { return (cart, []) }
        let losers = deals.indices.filter { $0 != winner }.flatMap { deals[$0].rejected(inFavourOf: deals[winner]) }
        return (deals[winner].cart, deals[winner].idle + losers)
    }
}

/// One way to apply rules, and what came of it.
private struct Deal {
    let rules: [PromotionRule]
    let cart: DiscountedCart
    let idle: [Rejected]

    var price: Int64 { cart.remaining }

    /// Rules that would not have counted anyway keep their own reason.
    func rejected(inFavourOf winner: Deal) -> [Rejected] {
        idle
            + rules.filter { rule in !idle.contains { $0.code == rule.label } }.map { rule in
                Rejected(code: rule.label, reason: winner.reasonToReject(rule))
            }
    }

    private func reasonToReject(_ rule: PromotionRule) -> String {
        if let exclusive = rules.first(where: \.exclusive) {
            return "\(exclusive.name) saves more, or as much, and cannot be combined with other offers."
        }
        return "Other offers save more, or as much, and \(rule.name) cannot be combined with them."
    }
}
