import Models

/// The variant in one row of a Shopify export.
struct ShopifyVariant {
    private let row: CSVRow
    private let handle: String
    private let choices: [String]

    init(_ row: CSVRow, handle: String, optionNames: [String]) throws(RowError) {
        self.row = row
        self.handle = handle
        var choices: [String] = []
        for index in optionNames.indices {
            guard let value = try row.text("Option\(index + 1) Value", max: 120) else {
                throw row.error("Option\(index + 1) Value", "is missing for the option \(optionNames[index])")
            }
            choices.append(value)
        }
        self.choices = choices
    }

    func imported(currencyExponent: Int?) throws(RowError) -> ImportedVariant {
        let variant = Variant(
            sku: try sku(),
            choices: choices,
            barcode: try row.text("Variant Barcode", max: 64),
            weightGrams: try weightGrams()
        )
        return ImportedVariant(variant: variant, row: row.number, priceMinor: try priceMinor(currencyExponent))
    }

    /// Many shops leave SKUs empty; handle and choices then make one that is the same at the next import.
    private func sku() throws(RowError) -> SKU {
        let text = row["Variant SKU"] ?? ([handle] + choices.map(\.slug)).joined(separator: "-")
        guard let sku = SKU(text) else { throw row.error("Variant SKU", "is not usable: 1 to 64 printable characters") }
        return sku
    }

    private func weightGrams() throws(RowError) -> Int? {
        guard let text = row["Variant Grams"] else { return nil }
        guard let grams = Double(text).flatMap({ Int32(exactly: $0.rounded()) }), grams >= 0 else {
            throw row.error("Variant Grams", "is not a weight in grams")
        }
        // Shopify writes 0 for "not weighed".
        return grams == 0 ? nil : Int(grams)
    }

    private func priceMinor(_ currencyExponent: Int?) throws(RowError) -> Int64? {
        guard let currencyExponent else { return nil }
        guard let text = row["Variant Price"] else { throw row.error("Variant Price", "is missing") }
        guard let amount = DecimalAmount.minorUnits(text, exponent: currencyExponent) else {
            throw row.error("Variant Price", "is not an amount with at most \(currencyExponent) decimals")
        }
        return amount
    }
}
