/// Reads RFC 4180 from chunks as they arrive and holds no more than one record.
///
/// A flawed record is reported in its place and reading goes on with the next, so that one bad row never hides the
/// rest of a file.
struct CSVParser {
    private enum State {
        case fieldStart, unquoted, quoted, quoteInQuoted
    }

    private static let recordBytesMax = 256 << 10
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var state = State.fieldStart
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var flaw: CSVFlaw?
    private var recordBytes = 0
    private var number = 0
    private var checksum = Checksum()
    private var offset = 0
    private var skipsLineFeed = false

    /// The records that end in this chunk.
    mutating func consume(_ chunk: some Sequence<UInt8>) -> [CSVRecord] {
        var records: [CSVRecord] = []
        for byte in chunk {
            checksum.add(byte)
            if let record = take(byte) { records.append(record) }
            if offset < 3 { dropByteOrderMark() }
        }
        return records
    }

    /// The last record, when the file does not end with a line break.
    mutating func finish() -> CSVRecord? {
        if state == .quoted { note(.openQuote) }
        guard !isBlank else { return nil }
        endField()
        return endRecord()
    }

    private mutating func take(_ byte: UInt8) -> CSVRecord? {
        if skipsLineFeed {
            skipsLineFeed = false
            if byte == UInt8(ascii: "\n") { return nil }
        }
        if state == .quoted {
            if byte == UInt8(ascii: "\"") { state = .quoteInQuoted } else { keep(byte) }
            return nil
        }
        switch byte {
        case UInt8(ascii: ","):
            endField()
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            skipsLineFeed = byte == UInt8(ascii: "\r")
            return endLine()
        case UInt8(ascii: "\""):
            takeQuote()
        default:
            if state == .quoteInQuoted { note(.textAfterQuote) } else { state = .unquoted }
            keep(byte)
        }
        return nil
    }

    private mutating func takeQuote() {
        switch state {
        case .fieldStart: state = .quoted
        case .unquoted: note(.strayQuote)
        case .quoted, .quoteInQuoted:
            keep(UInt8(ascii: "\""))
            state = .quoted
        }
    }

    /// Spreadsheets put one in front of the header, where it would become part of the first name.
    private mutating func dropByteOrderMark() {
        offset += 1
        guard offset == 3, field == Self.byteOrderMark else { return }
        field.removeAll()
        recordBytes = 0
        state = .fieldStart
    }

    private mutating func keep(_ byte: UInt8) {
        recordBytes += 1
        if byte == 0 { note(.zeroByte) }
        if recordBytes > Self.recordBytesMax { note(.tooLong) }
        if flaw == nil { field.append(byte) }
    }

    private mutating func note(_ found: CSVFlaw) {
        if flaw == nil { flaw = found }
    }

    private var isBlank: Bool {
        state == .fieldStart && fields.isEmpty && field.isEmpty && recordBytes == 0
    }

    private mutating func endField() {
        recordBytes += 1
        if recordBytes > Self.recordBytesMax { note(.tooLong) }
        if let text = String(validating: field, as: UTF8.self) {
            if flaw == nil { fields.append(text) }
        } else {
            note(.notUTF8)
        }
        field.removeAll(keepingCapacity: true)
        state = .fieldStart
    }

    private mutating func endLine() -> CSVRecord? {
        guard !isBlank else { return nil }
        endField()
        return endRecord()
    }

    private mutating func endRecord() -> CSVRecord {
        defer {
            fields = []
            flaw = nil
            recordBytes = 0
            number += 1
        }
        return CSVRecord(number: number, fields: fields, flaw: flaw, checksum: checksum.value)
    }
}

/// FNV-1a: tells two files apart, byte by byte, however the chunks fall. No defence against forgery, and none needed.
struct Checksum {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        add(0)
    }
}
