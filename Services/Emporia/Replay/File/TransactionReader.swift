import Foundation

/// The transactions of several files, one after another, line by line.
struct TransactionReader {
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    private var files: ArraySlice<URL>
    private var open: OpenFile?
    private var ready: ArraySlice<Transaction> = []

    fileprivate struct OpenFile {
        let file: GzipFile
        var lexer = CSVLexer()
        var columns: TransactionColumns?
        var linesRead = 0
    }

    init(_ files: [URL]) {
        self.files = files[...]
    }

    mutating func next() throws -> Transaction? {
        while true {
            if let transaction = ready.popFirst() { return transaction }
            guard try refill() else { return nil }
        }
    }

    /// Reads another piece, opening the next file where one has ended; false after the last.
    private mutating func refill() throws -> Bool {
        guard var reading = try open ?? files.popFirst().map({ OpenFile(file: try GzipFile($0)) }) else { return false }
        do {
            let piece = try reading.file.read()
            let records =
                piece.isEmpty ? try [reading.lexer.finish()].compactMap(\.self) : try reading.lexer.records(in: piece)
            ready = try records.compactMap { try reading.take($0) }[...]
            open = piece.isEmpty ? nil : reading
            return true
        } catch {
            let name = reading.file.url.lastPathComponent
            throw Unreadable(description: "\(name), after \(reading.linesRead) lines: \(error)")
        }
    }
}

extension TransactionReader.OpenFile {
    /// The first record names the columns.
    fileprivate mutating func take(_ record: [String]) throws -> Transaction? {
        guard let columns else {
            columns = try TransactionColumns(header: record)
            return nil
        }
        let transaction = try columns.transaction(record)
        linesRead += 1
        return transaction
    }
}
