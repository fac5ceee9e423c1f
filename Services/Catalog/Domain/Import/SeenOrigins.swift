/// Remembers which products a file has named, so that a second mention is an error wherever batches are cut and however
/// often the file is sent. Eight bytes a product: the only thing about a file that grows with it.
struct SeenOrigins: Sendable {
    private var seen: Set<UInt64> = []

    /// The item, without its product when that was named before.
    mutating func admit(_ item: ImportItem) -> ImportItem {
        guard let product = item.product else { return item }
        var checksum = Checksum()
        checksum.add(product.origin)
        guard !seen.insert(checksum.value).inserted else { return item }
        var refused = item
        refused.product = nil
        refused.errors.append(RowError(row: product.row, detail: "The product was named by an earlier row."))
        return refused
    }
}
