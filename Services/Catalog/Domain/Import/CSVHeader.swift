/// Finds the columns of a file by name, once, so that each row is read by position.
struct CSVHeader: Equatable, Sendable {
    private let positions: [String: Int]
    let count: Int

    init(_ record: CSVRecord, requiring columns: [String]) throws(ImportFileError) {
        if let flaw = record.flaw { throw .badHeader("The header \(flaw.rawValue).") }
        var positions: [String: Int] = [:]
        for (position, name) in record.fields.enumerated() where !name.isEmpty {
            guard positions.updateValue(position, forKey: name) == nil else {
                throw .badHeader("The header names the column \"\(name.prefix(80))\" twice.")
            }
        }
        let missing = columns.filter { positions[$0] == nil }
        guard missing.isEmpty else {
            throw .badHeader("The header lacks the columns \(missing.joined(separator: ", ")).")
        }
        self.positions = positions
        self.count = record.fields.count
    }

    /// The row's fields by column name, or why the row cannot be read.
    func row(_ record: CSVRecord) throws(RowError) -> CSVRow {
        if let flaw = record.flaw { throw RowError(row: record.number, detail: "The row \(flaw.rawValue).") }
        guard record.fields.count == count else {
            throw RowError(
                row: record.number,
                detail: "The row has \(record.fields.count) fields where the header has \(count)."
            )
        }
        return CSVRow(number: record.number, fields: record.fields, positions: positions)
    }
}

struct CSVRow: Sendable {
    let number: Int
    fileprivate let fields: [String]
    fileprivate let positions: [String: Int]

    /// The field without the blanks around it; nil when it is empty or the file has no such column.
    subscript(_ column: String) -> String? {
        guard let position = positions[column], position < fields.count else { return nil }
        let text = fields[position].trimmed
        return text.isEmpty ? nil : text
    }

    /// The same, refused when it is longer than the catalogue keeps: nothing is cut off silently.
    func text(_ column: String, max: Int) throws(RowError) -> String? {
        let text = self[column]
        guard (text?.unicodeScalars.count ?? 0) <= max else { throw error(column, "has more than \(max) characters") }
        return text
    }

    var bytes: Int { fields.reduce(0) { $0 + $1.utf8.count } }

    func error(_ column: String?, _ detail: String) -> RowError {
        RowError(row: number, column: column, detail: detail)
    }
}

/// What is wrong with one row; kept with the import and given back to whoever sent it.
struct RowError: Error, Equatable, Sendable {
    let row: Int
    var column: String?
    let detail: String
}

/// The file as a whole cannot be imported.
enum ImportFileError: Error, Equatable {
    case badHeader(String)
    case empty
    case notPlainCSV
}
