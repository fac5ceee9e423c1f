import Models

/// What a change does to a field that may be empty.
enum FieldChange<Value: Equatable & Sendable>: Equatable, Sendable {
    case keep
    case clear
    case set(Value)

    func applied(to value: Value?) -> Value? {
        switch self {
        case .keep: value
        case .clear: nil
        case .set(let value): value
        }
    }
}

/// What may change in a product's life; nil leaves a field as it is.
struct ProductPatch: Equatable, Sendable {
    var title: LocalizedText?
    var description = FieldChange<LocalizedText>.keep
    var status: ProductStatus?
    var taxClass: String?
    var categoryID = FieldChange<CategoryID>.keep
    var brand = FieldChange<String>.keep
    var tags: [String]?
    var attributes: [ProductAttribute]?
    var images: [ProductImage]?
}

extension Product {
    func patched(_ patch: ProductPatch, at now: Timestamp) -> Product {
        var product = self
        product.title = patch.title ?? title
        product.description = patch.description.applied(to: description)
        product.status = patch.status ?? status
        product.taxClass = patch.taxClass ?? taxClass
        product.categoryID = patch.categoryID.applied(to: categoryID)
        product.brand = patch.brand.applied(to: brand)
        product.tags = patch.tags ?? tags
        product.attributes = patch.attributes ?? attributes
        product.images = patch.images ?? images
        product.changedAt = now
        return product
    }

    /// One more variant; a value that its options don't have yet joins them.
    func adding(_ draft: VariantDraft, at now: Timestamp) throws(CatalogError) -> Product {
        let variant = try draft.variant(of: options)
        var product = self
        product.options = zip(options, variant.choices).map { option, value in
            option.values.contains(value) ? option : ProductOption(name: option.name, values: option.values + [value])
        }
        product.variants.append(variant)
        product.changedAt = now
        try OptionMatrix(product.options, allowingGaps: true).check(product.variants)
        return product
    }

    /// What the other services hear.
    var changed: ProductChanged {
        ProductChanged(
            productID: id,
            skus: variants.map(\.sku),
            title: title,
            taxClass: taxClass,
            status: status.rawValue
        )
    }

    /// What it is found by.
    var searchDocument: SearchDocument {
        var document = SearchDocument()
        for entry in title.entries { document.add(entry.text, .title) }
        for name in [brand, categoryID?.value].compactMap(\.self) + tags { document.add(name, .names) }
        for variant in variants {
            document.add(variant.sku.value, .codes)
            if let barcode = variant.barcode { document.add(barcode, .codes) }
        }
        for value in options.flatMap(\.values) + attributes.map(\.value) { document.add(value, .text) }
        for entry in description?.entries ?? [] { document.add(entry.text, .text) }
        return document
    }
}
