import Models

/// Reads a Shopify product export: a product is a run of rows with one handle. The first row carries the product, every
/// row may carry a variant, an image, or both.
struct ShopifyReader: ProductFileReader {
    private static let columns = ["Handle", "Title", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Price"]
    private let header: CSVHeader
    /// Set when prices are wanted: how many decimals the currency has.
    private let currencyExponent: Int?
    private var group: ShopifyGroup?

    init(header: CSVRecord, currencyExponent: Int?) throws(ImportFileError) {
        self.header = try CSVHeader(header, requiring: Self.columns)
        self.currencyExponent = currencyExponent
    }

    mutating func take(_ record: CSVRecord) -> ImportItem? {
        do throws(RowError) {
            let row = try header.row(record)
            guard let handle = row["Handle"] else { throw row.error("Handle", "is missing") }
            if group?.handle == handle, group?.isFull == false {
                group?.add(row, record)
                return nil
            }
            let done = finish()
            group = ShopifyGroup(handle: handle, first: row, record)
            return done
        } catch {
            return take(error, at: record)
        }
    }

    mutating func finish() -> ImportItem? {
        defer { group = nil }
        return group?.item(currencyExponent: currencyExponent)
    }

    /// A bad row inside a product takes nothing from the other rows; between products it stands for itself.
    private mutating func take(_ error: RowError, at record: CSVRecord) -> ImportItem? {
        guard group == nil else {
            group?.add(error, record)
            return nil
        }
        return ImportItem(errors: [error], lastRow: record.number, checksum: record.checksum)
    }
}
