import Models

/// A product as somebody proposes it.
struct ProductDraft: Equatable, Sendable {
    enum Variants: Equatable, Sendable {
        /// One for every combination of the options' values, their SKUs beginning like this.
        case everyCombination(base: String)
        case listed([VariantDraft])
    }

    var sellerID: SellerID?
    let title: LocalizedText
    var description: LocalizedText?
    var status = ProductStatus.active
    var taxClass = "standard"
    var categoryID: CategoryID?
    var brand: String?
    var tags: [String] = []
    var attributes: [ProductAttribute] = []
    var images: [ProductImage] = []
    var options: [ProductOption] = []
    let variants: Variants

    func product(_ id: ProductID = ProductID(), at now: Timestamp) throws(CatalogError) -> Product {
        let variants = try checkedVariants()
        return Product(
            id: id,
            sellerID: sellerID,
            title: title,
            description: description,
            status: status,
            taxClass: taxClass,
            categoryID: categoryID,
            brand: brand,
            tags: tags,
            attributes: attributes,
            images: images,
            options: options,
            variants: variants,
            createdAt: now,
            changedAt: now
        )
    }

    private func checkedVariants() throws(CatalogError) -> [Variant] {
        switch variants {
        case .everyCombination(let base):
            return try OptionMatrix(options).variants(base: base)
        case .listed(let drafts):
            var variants: [Variant] = []
            for draft in drafts { variants.append(try draft.variant(of: options)) }
            try OptionMatrix(options, allowingGaps: true).check(variants)
            return variants
        }
    }
}

/// A variant as somebody proposes it: its choices by the options' names, in any order.
struct VariantDraft: Equatable, Sendable {
    let sku: SKU
    var choices: [String: String] = [:]
    var barcode: String?
    var weightGrams: Int?

    func variant(of options: [ProductOption]) throws(CatalogError) -> Variant {
        let ordered = options.compactMap { choices[$0.name] }
        guard ordered.count == options.count, choices.count == options.count else { throw .notACombination(sku) }
        return Variant(sku: sku, choices: ordered, barcode: barcode, weightGrams: weightGrams)
    }
}
