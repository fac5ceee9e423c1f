import Models

enum ImportFormat: String, CaseIterable, Sendable {
    case shopify, completeJourney
}

/// What whoever sends a file wants done with it; the same for every attempt.
struct ImportOptions: Equatable, Sendable {
    var locale = LanguageTag.english
    /// Where prices go; nil leaves them out.
    var priceListID: PriceListID?
    var publishTo: [ChannelID] = []
}

enum ImportStatus: String, CaseIterable, Sendable {
    case running, finished
}

/// How far an import is.
struct ImportState: Equatable, Sendable {
    let id: ImportID
    let format: ImportFormat
    var status = ImportStatus.running
    /// Rows up to here are applied, and the file's checksum there.
    var rowsApplied = 0
    var checksum: UInt64 = 0
    var counts = ImportCounts()
    var startedAt: Timestamp
    var progressedAt: Timestamp
}

/// What became of the products of a file, and of its bad rows.
struct ImportCounts: Equatable, Sendable {
    var created = 0
    var changed = 0
    var unchanged = 0
    var errors = 0

    static func + (left: ImportCounts, right: ImportCounts) -> ImportCounts {
        ImportCounts(
            created: left.created + right.created,
            changed: left.changed + right.changed,
            unchanged: left.unchanged + right.unchanged,
            errors: left.errors + right.errors
        )
    }
}

/// Why an import cannot go on.
enum ImportError: Error, Equatable {
    case notFound
    /// The id stands for another file, other options, or somebody else's import.
    case differs
    /// Another upload of the same import moved on in the meantime.
    case busy
    /// Somebody created the same SKU or product at the same moment; trying again settles it.
    case interrupted
}
