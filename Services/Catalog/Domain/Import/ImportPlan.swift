import Models

/// What the catalogue knows about the things that a batch of a file names.
struct ImportKnowledge: Sendable {
    /// By origin: products of which the file says what it said before.
    var unchanged: [String: ProductID] = [:]
    /// By origin: those of which it says something new.
    var products: [String: Known] = [:]
    var owners: [SKU: ProductID] = [:]
    /// Those that exist, of the ones named.
    var categories: Set<CategoryID> = []

    struct Known: Sendable {
        let product: Product
        /// Of what its last import said.
        let checksum: UInt64
    }
}

/// Decides what a part of a file changes; the SQL only carries it out.
struct ImportPlan: Sendable {
    struct Write: Sendable {
        let product: Product
        let origin: String
        let checksum: UInt64
        let isNew: Bool
    }

    private(set) var writes: [Write] = []
    private(set) var unchangedCount = 0
    /// Missing ones, parents first.
    private(set) var categories: [Category] = []
    private(set) var prices: [PriceSetting] = []
    /// Every active product named, changed or not.
    private(set) var publishable: [ProductID] = []
    private(set) var errors: [RowError] = []

    /// With what the part itself has said, for the next one.
    private(set) var knowledge: ImportKnowledge

    private let options: ImportOptions
    private let editor: Editor
    private let now: Timestamp

    init(
        _ items: some Sequence<ImportItem>,
        knowing knowledge: ImportKnowledge,
        options: ImportOptions,
        by editor: Editor,
        at now: Timestamp
    ) {
        self.options = options
        self.editor = editor
        self.now = now
        self.knowledge = knowledge
        for item in items {
            errors += item.errors
            if let product = item.product { take(product) }
        }
    }

    var counts: ImportCounts {
        ImportCounts(
            created: writes.count(where: \.isNew),
            changed: writes.count { !$0.isNew },
            unchanged: unchangedCount,
            errors: errors.count
        )
    }

    private mutating func take(_ imported: ImportedProduct) {
        if let id = knowledge.unchanged[imported.origin] {
            unchangedCount += 1
            return offer(imported, id)
        }
        let known = knowledge.products[imported.origin]
        let id = known?.product.id ?? ProductID()
        var imported = imported
        imported.variants = usable(imported, of: known?.product, id: id)
        guard !imported.variants.isEmpty else { return }
        do {
            let product = try product(imported, id: id, before: known?.product)
            for variant in imported.variants { knowledge.owners[variant.variant.sku] = id }
            if known?.checksum == imported.checksum {
                unchangedCount += 1
            } else {
                writes.append(
                    Write(
                        product: product,
                        origin: imported.origin,
                        checksum: imported.checksum,
                        isNew: known == nil
                    )
                )
            }
            offer(imported, id)
        } catch {
            errors.append(RowError(row: imported.row, detail: "The product's options do not fit those it has."))
        }
    }

    /// What is looked at for every product, changed or not.
    private mutating func offer(_ imported: ImportedProduct, _ id: ProductID) {
        if imported.status == .active { publishable.append(id) }
        prices += imported.variants.compactMap { variant in
            variant.priceMinor.map { PriceSetting(sku: variant.variant.sku, amountMinor: $0) }
        }
    }

    /// Those whose SKU is free or the product's own, and whose combination no other SKU of the product has.
    private mutating func usable(
        _ imported: ImportedProduct,
        of known: Product?,
        id: ProductID
    ) -> [ImportedVariant] {
        let named = Set(imported.variants.map(\.variant.sku))
        let kept = Set((known?.variants ?? []).filter { !named.contains($0.sku) }.map(\.choices))
        return imported.variants.filter { variant in
            let sku = variant.variant.sku
            if knowledge.owners[sku, default: id] != id {
                errors.append(RowError(row: variant.row, detail: "The SKU \(sku) belongs to another product."))
                return false
            }
            if kept.contains(variant.variant.choices) {
                errors.append(RowError(row: variant.row, detail: "The product has these options under another SKU."))
                return false
            }
            return true
        }
    }

    /// What the file says over what was there: texts in other languages and variants that the file does not name stay.
    private mutating func product(
        _ imported: ImportedProduct,
        id: ProductID,
        before: Product?
    ) throws(CatalogError) -> Product {
        let named = Set(imported.variants.map(\.variant.sku))
        let kept = (before?.variants ?? []).filter { !named.contains($0.sku) }
        let variants = imported.variants.map(\.variant) + kept
        let options = kept.isEmpty ? imported.options : imported.options.merged(into: before?.options ?? [])
        try OptionMatrix(options, allowingGaps: true).check(variants)
        return Product(
            id: id,
            sellerID: before?.sellerID ?? editor.owner(proposed: nil),
            title: LocalizedText(imported.title, in: self.options.locale).over(before?.title),
            description: imported.description.map { LocalizedText($0, in: self.options.locale) }?
                .over(before?.description) ?? before?.description,
            status: imported.status,
            taxClass: imported.taxClass,
            categoryID: category(imported.categories) ?? before?.categoryID,
            brand: imported.brand,
            tags: imported.tags,
            attributes: imported.attributes,
            images: imported.images,
            options: options,
            variants: variants,
            version: (before?.version ?? 0) + 1,
            createdAt: before?.createdAt ?? now,
            changedAt: now
        )
    }

    /// The merchant's import adds the categories that it names; a seller's uses the shelves that there are.
    private mutating func category(_ names: [String]) -> CategoryID? {
        var parent: CategoryID?
        for depth in names.indices {
            guard let id = CategoryID(path: Array(names[...depth])) else { return parent }
            if !knowledge.categories.contains(id) {
                guard editor == .merchant else { return parent }
                knowledge.categories.insert(id)
                categories.append(
                    Category(id: id, parentID: parent, name: LocalizedText(names[depth], in: options.locale))
                )
            }
            parent = id
        }
        return parent
    }
}

extension LocalizedText {
    /// These texts, and the other's for further languages.
    fileprivate func over(_ other: LocalizedText?) -> LocalizedText {
        let own = Set(entries.map(\.language))
        let rest = (other?.entries ?? []).filter { !own.contains($0.language) }
        return LocalizedText((entries + rest).map { ($0.language, $0.text) }) ?? self
    }
}

extension [ProductOption] {
    /// The values of both, where the options have the same names; otherwise these, which then fit no older variant.
    fileprivate func merged(into older: [ProductOption]) -> [ProductOption] {
        guard map(\.name) == older.map(\.name) else { return self }
        return zip(older, self).map { old, new in
            ProductOption(name: old.name, values: old.values + new.values.filter { !old.values.contains($0) })
        }
    }
}
