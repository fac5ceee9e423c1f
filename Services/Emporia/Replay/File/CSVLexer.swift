/// Cuts RFC 4180 text into records as it arrives, and holds no more than one record of it.
struct CSVLexer {
    struct Malformed: Error, Equatable, CustomStringConvertible {
        /// Counts from 1, the header among them; blank lines don't count.
        let record: Int
        let reason: String

        var description: String { "record \(record) \(reason)" }
    }

    private enum State {
        case fieldStart, plain, quoted, quoteInQuoted
    }

    private var state = State.fieldStart
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var recordsRead = 0

    /// The records that end in this piece.
    mutating func records(in piece: some Sequence<UInt8>) throws(Malformed) -> [[String]] {
        var records: [[String]] = []
        for byte in piece {
            if let record = try take(byte) { records.append(record) }
        }
        return records
    }

    /// The last record, when no line break ends it.
    mutating func finish() throws(Malformed) -> [String]? {
        guard state != .quoted else { throw malformed("ends inside quotes") }
        return try endRecord()
    }

    private mutating func take(_ byte: UInt8) throws(Malformed) -> [String]? {
        switch (state, byte) {
        case (.quoted, UInt8(ascii: "\"")):
            state = .quoteInQuoted
        case (.quoted, _):
            field.append(byte)
        case (.quoteInQuoted, UInt8(ascii: "\"")):
            field.append(byte)
            state = .quoted
        case (.fieldStart, UInt8(ascii: "\"")):
            state = .quoted
        case (_, UInt8(ascii: ",")):
            try endField()
        case (_, UInt8(ascii: "\n")), (_, UInt8(ascii: "\r")):
            // CR LF ends the record at CR; what LF ends then is blank.
            return try endRecord()
        case (.plain, UInt8(ascii: "\"")):
            throw malformed("has a quote inside a field that doesn't start with one")
        case (.quoteInQuoted, _):
            throw malformed("has text after a closing quote")
        case (.fieldStart, _), (.plain, _):
            field.append(byte)
            state = .plain
        }
        return nil
    }

    private mutating func endField() throws(Malformed) {
        guard let text = String(validating: field, as: UTF8.self) else { throw malformed("is not UTF-8") }
        fields.append(text)
        field.removeAll(keepingCapacity: true)
        state = .fieldStart
    }

    private mutating func endRecord() throws(Malformed) -> [String]? {
        guard state != .fieldStart || !fields.isEmpty else { return nil }
        try endField()
        recordsRead += 1
        defer { fields.removeAll(keepingCapacity: true) }
        return fields
    }

    private func malformed(_ reason: String) -> Malformed {
        Malformed(record: recordsRead + 1, reason: reason)
    }
}
