import Models

/// Decides, item by item, what of a file is still to be applied.
///
/// An import that resumes reads its file from the start: what was applied is passed over, and where that ends the
/// checksum must be the stored one, or it is not the same file.
struct ImportProgress: Sendable {
    private let rowsApplied: Int
    private let checksum: UInt64
    private let isFinished: Bool
    private var isVerified: Bool
    private var seen = SeenOrigins()

    init(resuming state: ImportState) {
        rowsApplied = state.rowsApplied
        checksum = state.checksum
        isFinished = state.status == .finished
        isVerified = state.rowsApplied == 0
    }

    /// The item if it is to be applied; nil if it was.
    mutating func admit(_ item: ImportItem) throws(ImportError) -> ImportItem? {
        let item = seen.admit(item)
        if item.lastRow > rowsApplied {
            guard isVerified, !isFinished else { throw .differs }
            return item
        }
        if item.lastRow == rowsApplied {
            guard item.checksum == checksum else { throw .differs }
            isVerified = true
        }
        return nil
    }

    /// At the end of the file, which must not be shorter than before.
    func finish() throws(ImportError) {
        guard isVerified else { throw .differs }
    }
}
