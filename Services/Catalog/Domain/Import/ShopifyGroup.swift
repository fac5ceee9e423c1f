import Models

/// The rows of one handle on their way to becoming a product.
struct ShopifyGroup: Sendable {
    let handle: String
    private var rows: [CSVRow]
    private var bytes: Int
    private var errors: [RowError] = []
    private var lastRow: Int
    private var checksum: UInt64

    init(handle: String, first: CSVRow, _ record: CSVRecord) {
        self.handle = handle
        rows = [first]
        bytes = first.bytes
        lastRow = record.number
        checksum = record.checksum
    }

    /// More than any product has; past it the file is not what it claims to be, and memory stays bounded.
    var isFull: Bool { rows.count >= 3_000 || bytes >= 4 << 20 }

    mutating func add(_ row: CSVRow, _ record: CSVRecord) {
        rows.append(row)
        bytes += row.bytes
        lastRow = record.number
        checksum = record.checksum
    }

    mutating func add(_ error: RowError, _ record: CSVRecord) {
        errors.append(error)
        lastRow = record.number
        checksum = record.checksum
    }

    func item(currencyExponent: Int?) -> ImportItem {
        var item = ImportItem(errors: errors, lastRow: lastRow, checksum: checksum)
        do throws(RowError) {
            item.product = try product(currencyExponent: currencyExponent, errors: &item.errors)
        } catch {
            item.errors.append(error)
        }
        return item
    }

    private func product(currencyExponent: Int?, errors: inout [RowError]) throws(RowError) -> ImportedProduct {
        let first = rows[0]
        guard let title = try first.text("Title", max: 255) else {
            throw first.error("Title", "is missing in the first row of the product; its rows were not imported")
        }
        _ = try first.text("Handle", max: 200)

        let variants = variants(currencyExponent: currencyExponent, errors: &errors)
        guard !variants.isEmpty else { throw first.error(nil, "The product has no row with a usable variant.") }
        return ImportedProduct(
            origin: "shopify:\(handle)",
            row: first.number,
            title: title,
            description: try description(first),
            status: status(first),
            taxClass: first["Variant Taxable"]?.lowercased() == "false" ? "exempt" : "standard",
            brand: try first.text("Vendor", max: 120),
            tags: try tags(first),
            images: images(&errors),
            categories: [try first.text("Type", max: 120)].compactMap(\.self),
            options: options(variants),
            variants: variants
        )
    }

    private func variants(currencyExponent: Int?, errors: inout [RowError]) -> [ImportedVariant] {
        var found: [ImportedVariant] = []
        var choices: Set<[String]> = []
        var skus: Set<SKU> = []
        for row in rows {
            do throws(RowError) {
                guard row["Option1 Value"] != nil || row["Variant SKU"] != nil else {
                    if row["Image Src"] == nil { throw row.error(nil, "The row has neither a variant nor an image.") }
                    continue
                }
                let imported = try ShopifyVariant(row, handle: handle, optionNames: optionNames)
                    .imported(currencyExponent: currencyExponent)
                guard choices.insert(imported.variant.choices).inserted else {
                    throw row.error("Option1 Value", "repeats the options of an earlier row")
                }
                guard skus.insert(imported.variant.sku).inserted else {
                    throw row.error("Variant SKU", "repeats the SKU of an earlier row")
                }
                found.append(imported)
            } catch {
                errors.append(error)
            }
        }
        return found
    }

    /// Shopify writes one option "Title" with the value "Default Title" when there is nothing to choose.
    private var optionNames: [String] {
        let names = (1...3).prefix { rows[0]["Option\($0) Name"] != nil }.compactMap { rows[0]["Option\($0) Name"] }
        return names == ["Title"] && rows[0]["Option1 Value"] == "Default Title" ? [] : names
    }

    private func options(_ variants: [ImportedVariant]) -> [ProductOption] {
        optionNames.enumerated().map { index, name in
            var values: [String] = []
            for value in variants.map(\.variant.choices[index]) where !values.contains(value) { values.append(value) }
            return ProductOption(name: name, values: values)
        }
    }

    private func images(_ errors: inout [RowError]) -> [ProductImage] {
        var images: [ProductImage] = []
        for row in rows {
            do throws(RowError) {
                guard let url = try row.text("Image Src", max: 2_000) else { continue }
                guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
                    throw row.error("Image Src", "is not an http address")
                }
                images.append(ProductImage(url: url, alt: try row.text("Image Alt Text", max: 500)))
            } catch {
                errors.append(error)
            }
        }
        return images
    }

    private func description(_ row: CSVRow) throws(RowError) -> String? {
        guard let text = row["Body (HTML)"]?.plainTextOfHTML, !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= 20_000 else {
            throw row.error("Body (HTML)", "has more than 20000 characters of text")
        }
        return text
    }

    /// Newer exports have a status; older ones only tell whether the product is published.
    private func status(_ row: CSVRow) -> ProductStatus {
        row["Status"].flatMap { ProductStatus(rawValue: $0.lowercased()) }
            ?? (row["Published"]?.lowercased() == "false" ? .draft : .active)
    }

    private func tags(_ row: CSVRow) throws(RowError) -> [String] {
        var tags: [String] = []
        for part in (row["Tags"] ?? "").split(separator: ",") {
            let tag = String(part).trimmed
            guard !tag.isEmpty, !tags.contains(tag) else { continue }
            guard tag.unicodeScalars.count <= 80, tags.count < 50 else {
                throw row.error("Tags", "has more than 50 tags, or one of more than 80 characters")
            }
            tags.append(tag)
        }
        return tags
    }
}
