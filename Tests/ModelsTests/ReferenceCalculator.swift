import Models

/// What goods cost after promotions, worked out a second time without looking at the first: plain integers, halves
/// rounded away from zero, sums of scopes instead of shares of lines. Right for scopes that are nested or apart.
enum ReferenceCalculator {
    static func priceOfGoods(_ lines: [CartLine], _ rules: [PromotionRule]) -> Int64 {
        let combined = price(lines, rules.filter { !$0.exclusive })
        let alone = rules.filter(\.exclusive).map { price(lines, [$0]) }
        return ([combined] + alone).min() ?? combined
    }

    private static func price(_ lines: [CartLine], _ rules: [PromotionRule]) -> Int64 {
        let ranked = rules.sorted { ($1.priority, $0.id) < ($0.priority, $1.id) }
        let listed = lines.map { (sku: $0.sku, price: $0.unitPrice.amountMinor * Int64($0.quantity.value)) }
        var left = listed
        for rule in ranked {
            guard case .percentOff(let basisPoints) = rule.effect else { continue }
            for index in left.indices where covers(rule, left[index].sku) {
                left[index].price -= (2 * left[index].price * Int64(basisPoints) + 10_000) / 20_000
            }
        }
        var taken: [(scope: Set<SKU>, amount: Int64)] = []
        let amounts = ranked.filter { if case .percentOff = $0.effect { false } else { true } }
        for width in Set(amounts.map { scope($0, in: lines).width }).sorted() {
            for rule in amounts where scope(rule, in: lines).width == width {
                let skus = scope(rule, in: lines).skus
                let within = left.filter { skus.contains($0.sku) }.reduce(0) { $0 + $1.price }
                let gone = taken.filter { $0.scope.isSubset(of: skus) }.reduce(0) { $0 + $1.amount }
                let spent = listed.filter { skus.contains($0.sku) }.reduce(0) { $0 + $1.price }
                taken.append((skus, min(off(rule, spent: spent), within - gone)))
            }
        }
        return left.reduce(0) { $0 + $1.price } - taken.reduce(0) { $0 + $1.amount }
    }

    private static func off(_ rule: PromotionRule, spent: Int64) -> Int64 {
        switch rule.effect {
        case .percentOff: 0
        case .fixedOff(let off): off.amountMinor
        case .spendAndSave(let tiers):
            tiers.map { $0.threshold.amountMinor <= spent ? $0.off.amountMinor : 0 }.max() ?? 0
        }
    }

    private static func covers(_ rule: PromotionRule, _ sku: SKU) -> Bool {
        rule.skus == nil || rule.skus?.contains(sku) == true
    }

    /// Everything is wider than any list of SKUs.
    private static func scope(_ rule: PromotionRule, in lines: [CartLine]) -> (skus: Set<SKU>, width: Int) {
        guard let skus = rule.skus else {
            return (Set(lines.map(\.sku)).union(RandomCart.nested.compactMap(\.self).flatMap(\.self)), .max)
        }
        return (skus, skus.count)
    }
}
