import JSON
import Models

extension ProductDraft: JSONReadable {
    init?(json: JSONNode) {
        let title = json.localizedText("title", max: 255)
        let variants = Variants(json)
        let sellerID: SellerID? = json.optional("sellerId")
        let description = json.optionalLocalizedText("description", max: 20_000)
        let status: ProductStatus? = json.optional("status")
        let taxClass = json.taxClass()
        let categoryID: CategoryID? = json.optional("categoryId")
        let brand = json.optionalText("brand", length: 1...120)
        let tags = json.texts("tags", count: 0...50, length: 1...80)
        let attributes = json.optional("attributes", as: AttributeMap.self)
        let images: [ProductImage]? = json.optional("images", count: 0...50)
        let options: [ProductOption]? = json.optional("options", count: 0...OptionMatrix.optionsMax)
        guard let title, let variants else { return nil }
        self.init(
            sellerID: sellerID,
            title: title,
            description: description,
            status: status ?? .active,
            taxClass: taxClass ?? "standard",
            categoryID: categoryID,
            brand: brand,
            tags: tags ?? [],
            attributes: attributes?.attributes ?? [],
            images: images ?? [],
            options: options ?? [],
            variants: variants
        )
    }
}

extension ProductDraft.Variants {
    fileprivate init?(_ json: JSONNode) {
        let base = json.optionalText("skuBase", length: 1...60)
        let listed: [VariantDraft]? = json.optional("variants", count: 1...OptionMatrix.variantsMax)
        switch (base, listed) {
        case (let base?, nil): self = .everyCombination(base: base)
        case (nil, let listed?): self = .listed(listed)
        default:
            json.fail("variants", "must be given, or skuBase instead of it")
            return nil
        }
    }
}

extension VariantDraft: JSONReadable {
    init?(json: JSONNode) {
        let sku: SKU? = json.required("sku")
        let choices = json.map("choices", of: String.self)
        let barcode = json.optionalText("barcode", length: 1...64)
        let weightGrams = json.optional("weightGrams", in: 0...100_000_000)
        guard let sku else { return nil }
        self.init(
            sku: sku,
            choices: Dictionary(choices ?? [], uniquingKeysWith: { first, _ in first }),
            barcode: barcode,
            weightGrams: weightGrams
        )
    }
}

extension ProductPatch: JSONReadable {
    init?(json: JSONNode) {
        guard json.kind == .object else {
            json.fail("must be an object")
            return nil
        }
        self.init(
            title: json.optionalLocalizedText("title", max: 255),
            description: json.change("description") { json.optionalLocalizedText("description", max: 20_000) },
            status: json.optional("status"),
            taxClass: json.taxClass(),
            categoryID: json.change("categoryId") { json.optional("categoryId") },
            brand: json.change("brand") { json.optionalText("brand", length: 1...120) },
            tags: json.texts("tags", count: 0...50, length: 1...80),
            attributes: json.optional("attributes", as: AttributeMap.self)?.attributes,
            images: json.optional("images", count: 0...50)
        )
    }
}
