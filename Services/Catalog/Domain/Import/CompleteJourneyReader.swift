import Models

/// Reads `products.csv` of the Complete Journey study: a product and its only variant in each row. The file has no
/// titles, so the kind of product and its package size make one.
struct CompleteJourneyReader: ProductFileReader {
    private static let columns = [
        "product_id", "manufacturer_id", "department", "brand", "product_category", "product_type", "package_size",
    ]

    private let header: CSVHeader

    init(header: CSVRecord) throws(ImportFileError) {
        self.header = try CSVHeader(header, requiring: Self.columns)
    }

    mutating func take(_ record: CSVRecord) -> ImportItem? {
        var item = ImportItem(lastRow: record.number, checksum: record.checksum)
        do throws(RowError) {
            item.product = try product(header.row(record))
        } catch {
            item.errors = [error]
        }
        return item
    }

    mutating func finish() -> ImportItem? { nil }

    private func product(_ row: CSVRow) throws(RowError) -> ImportedProduct {
        guard let id = row["product_id"] else { throw row.error("product_id", "is missing") }
        guard let sku = SKU(id) else { throw row.error("product_id", "cannot be used as a SKU") }
        guard let kind = row["product_type"] ?? row["product_category"] ?? row["department"] else {
            throw row.error("product_type", "is missing, and so are product_category and department")
        }
        let title = [kind, row["package_size"]].compactMap(\.self).joined(separator: ", ")
        guard title.unicodeScalars.count <= 255 else {
            throw row.error("product_type", "makes a title of more than 255 characters")
        }
        return ImportedProduct(
            origin: "complete-journey:\(id)",
            row: row.number,
            title: title,
            brand: try row.text("brand", max: 120),
            attributes: try attributes(row),
            categories: [try row.text("department", max: 60), try row.text("product_category", max: 60)]
                .compactMap(\.self),
            variants: [ImportedVariant(variant: Variant(sku: sku, choices: []), row: row.number)]
        )
    }

    private func attributes(_ row: CSVRow) throws(RowError) -> [ProductAttribute] {
        var attributes: [ProductAttribute] = []
        for (name, column) in [("manufacturer", "manufacturer_id"), ("packageSize", "package_size")] {
            guard let value = try row.text(column, max: 120) else { continue }
            attributes.append(ProductAttribute(name: name, value: value))
        }
        return attributes
    }
}
