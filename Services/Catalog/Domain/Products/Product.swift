import Models

/// The one master record of what is sold; every channel shows this and none keeps a copy.
struct Product: Equatable, Sendable {
    let id: ProductID
    /// The third party that sells it; nil for the retailer's own goods.
    let sellerID: SellerID?
    var title: LocalizedText
    var description: LocalizedText?
    var status: ProductStatus
    /// Which tax rates apply; the rates are marketing's.
    var taxClass: String
    var categoryID: CategoryID?
    var brand: String?
    var tags: [String]
    var attributes: [ProductAttribute]
    var images: [ProductImage]
    var options: [ProductOption]
    var variants: [Variant]
    var version: Int64 = 1
    var createdAt: Timestamp
    var changedAt: Timestamp
}

enum ProductStatus: String, CaseIterable, Sendable {
    /// Being prepared: only the merchant's own people see it.
    case draft
    case active
    /// No longer sold, kept because orders refer to it.
    case archived
}

/// Something the shopper chooses, such as the colour, and the values there are.
struct ProductOption: Equatable, Sendable {
    let name: String
    let values: [String]
}

/// What is actually sold and counted: one value chosen for each option.
struct Variant: Equatable, Sendable {
    let sku: SKU
    /// In the order of the product's options; empty for a product without options.
    let choices: [String]
    var barcode: String?
    var weightGrams: Int?
}

/// A fact that is not chosen, such as the material.
struct ProductAttribute: Equatable, Sendable {
    let name: String
    let value: String
}

struct ProductImage: Equatable, Sendable {
    let url: String
    var alt: String?
}
