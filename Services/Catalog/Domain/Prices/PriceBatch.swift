import Models

/// Prices on their way into one list: each within the list's time, none given twice.
struct PriceBatch: Equatable, Sendable {
    let settings: [PriceSetting]

    /// - Throws: the places of the settings that don't fit, and why.
    init(_ settings: [PriceSetting], into list: PriceList) throws(PriceBatchError) {
        struct Key: Hashable {
            let sku: SKU
            let from: Timestamp?
        }
        var seen: Set<Key> = []
        var bounded: [PriceSetting] = []
        var refusals: [PriceBatchError.Refusal] = []
        for (index, setting) in settings.enumerated() {
            let validity = setting.validity.intersection(list.validity)
            if validity.isEmpty {
                refusals.append(.init(index: index, detail: "is never valid within the time of the price list"))
            } else if !seen.insert(Key(sku: setting.sku, from: validity.from)).inserted {
                refusals.append(.init(index: index, detail: "repeats the SKU and start of an earlier price"))
            }
            bounded.append(PriceSetting(sku: setting.sku, amountMinor: setting.amountMinor, validity: validity))
        }
        guard refusals.isEmpty else { throw PriceBatchError(refusals: refusals) }
        self.settings = bounded
    }
}

struct PriceBatchError: Error, Equatable {
    struct Refusal: Equatable, Sendable {
        let index: Int
        let detail: String
    }

    let refusals: [Refusal]
}
