import Models

/// Which variants a product can have: one for each combination of its options' values.
struct OptionMatrix: Equatable, Sendable {
    static let optionsMax = 5
    static let variantsMax = 2_000

    let options: [ProductOption]

    /// - Parameter allowingGaps: Not every combination needs to exist, so their number is not limited.
    /// - Throws: when an option or value is named twice, or the combinations are too many.
    init(_ options: [ProductOption], allowingGaps: Bool = false) throws(CatalogError) {
        guard Set(options.map(\.name)).count == options.count else { throw .optionNamedTwice }
        var count = 1
        for option in options {
            guard Set(option.values).count == option.values.count else { throw .valueNamedTwice(option: option.name) }
            let (product, overflow) = count.multipliedReportingOverflow(by: option.values.count)
            count = overflow ? .max : product
        }
        guard allowingGaps || count <= Self.variantsMax else {
            throw .tooManyCombinations(count, max: Self.variantsMax)
        }
        self.options = options
    }

    /// The Cartesian product, the last option varying fastest; one empty combination without options.
    var combinations: [[String]] {
        options.reduce([[]]) { combinations, option in
            combinations.flatMap { combination in option.values.map { combination + [$0] } }
        }
    }

    /// A variant for each combination, named by the base and the chosen values: `shirt-blue-xl`.
    func variants(base: String) throws(CatalogError) -> [Variant] {
        var variants: [Variant] = []
        for choices in combinations {
            let text = ([base] + choices.map(\.slug)).joined(separator: "-")
            guard let sku = SKU(text) else { throw .unusableSKU(text) }
            variants.append(Variant(sku: sku, choices: choices))
        }
        try check(variants)
        return variants
    }

    /// - Throws: when a variant does not choose one known value of each option, or two are the same.
    func check(_ variants: [Variant]) throws(CatalogError) {
        var combinations: Set<[String]> = []
        var skus: Set<SKU> = []
        for variant in variants {
            guard variant.choices.count == options.count,
                zip(options, variant.choices).allSatisfy({ $0.values.contains($1) })
            else { throw .notACombination(variant.sku) }
            guard combinations.insert(variant.choices).inserted else {
                throw .duplicateCombination(variant.sku)
            }
            guard skus.insert(variant.sku).inserted else { throw .skuTaken(variant.sku) }
        }
    }
}
