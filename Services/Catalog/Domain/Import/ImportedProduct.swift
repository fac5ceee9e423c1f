import Models

/// A product as a file tells it, checked as far as that is possible without looking into the catalogue.
struct ImportedProduct: Equatable, Sendable {
    /// The product's name in the file's own world; importing it again finds the same product.
    let origin: String
    /// Where its first row is.
    let row: Int
    let title: String
    var description: String?
    var status = ProductStatus.active
    var taxClass = "standard"
    var brand: String?
    var tags: [String] = []
    var attributes: [ProductAttribute] = []
    var images: [ProductImage] = []
    /// Names of the categories from the top down; they are made when missing.
    var categories: [String] = []
    var options: [ProductOption] = []
    var variants: [ImportedVariant]

    /// Equal for equal content, whatever the row: a product that says the same again needs no work.
    var checksum: UInt64 {
        var checksum = Checksum()
        for text in [title, description ?? "", status.rawValue, taxClass, brand ?? ""] + tags + categories {
            checksum.add(text)
        }
        for attribute in attributes {
            checksum.add(attribute.name)
            checksum.add(attribute.value)
        }
        for image in images {
            checksum.add(image.url)
            checksum.add(image.alt ?? "")
        }
        for option in options {
            checksum.add(option.name)
            for value in option.values { checksum.add(value) }
        }
        for variant in variants { variant.add(to: &checksum) }
        return checksum.value
    }
}

struct ImportedVariant: Equatable, Sendable {
    let variant: Variant
    let row: Int
    /// In minor units of the import's price list; nil when the file has no price or nobody asked for them.
    var priceMinor: Int64?

    fileprivate func add(to checksum: inout Checksum) {
        checksum.add(variant.sku.value)
        for choice in variant.choices { checksum.add(choice) }
        checksum.add(variant.barcode ?? "")
        checksum.add(variant.weightGrams.map(String.init) ?? "")
    }
}

/// What a reader made of some rows of a file: at most one product, and what was wrong with the rest of them.
struct ImportItem: Equatable, Sendable {
    var product: ImportedProduct?
    var errors: [RowError] = []
    /// The last of its rows, and the checksum of the file up to its end.
    let lastRow: Int
    let checksum: UInt64
}

/// Turns the rows of one kind of file into products.
protocol ProductFileReader: Sendable {
    /// An item, once the row shows that it is complete.
    mutating func take(_ record: CSVRecord) -> ImportItem?
    /// What is left at the end of the file.
    mutating func finish() -> ImportItem?
}
