import Testing

@testable import CatalogService

@Suite("CAT-22 Reading CSV")
struct CSVParserTests {
    private func records(_ text: String, chunk: Int = .max) -> [CSVRecord] {
        var parser = CSVParser()
        var records: [CSVRecord] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            records += parser.consume(rest.prefix(chunk))
            rest = rest.dropFirst(chunk)
        }
        if let last = parser.finish() { records.append(last) }
        return records
    }

    @Test(
        "CAT-22 follows RFC 4180 however the chunks fall",
        arguments: [1, 2, 3, 7, 1_000]
    )
    func parses(chunk: Int) {
        let text = "a,b,c\r\n1,\"two, \"\"quoted\"\"\nlines\",\r\n\r\n\"\",蓝色,x"

        let records = records(text, chunk: chunk)

        #expect(records.map(\.fields) == [["a", "b", "c"], ["1", "two, \"quoted\"\nlines", ""], ["", "蓝色", "x"]])
        #expect(records.map(\.number) == [0, 1, 2])
        #expect(records.allSatisfy { $0.flaw == nil })
    }

    @Test("CAT-22 takes LF, CR and CRLF as line ends, and a last line without one")
    func lineEnds() {
        #expect(records("a\nb\rc\r\nd").map(\.fields) == [["a"], ["b"], ["c"], ["d"]])
        #expect(records("a,b\n").map(\.fields) == [["a", "b"]])
        #expect(records("").isEmpty)
    }

    @Test("CAT-22 drops a byte order mark, also before a quoted name")
    func byteOrderMark() {
        #expect(records("\u{FEFF}\"Handle\",x\n", chunk: 1).map(\.fields) == [["Handle", "x"]])
        #expect(records("，,x\n", chunk: 1).map(\.fields) == [["，", "x"]])
    }

    @Test(
        "CAT-22 names what is wrong with a row and reads on with the next",
        arguments: [
            ("a\"b,c", CSVFlaw.strayQuote), ("\"a\"b,c", .textAfterQuote), ("a\0b", .zeroByte),
            (String(repeating: "x", count: 300_000), .tooLong), (String(repeating: ",", count: 300_000), .tooLong),
        ]
    )
    func flaws(row: String, flaw: CSVFlaw) {
        let records = records("h\n\(row)\nnext\n")

        #expect(records.count == 3)
        #expect(records[1].flaw == flaw)
        #expect(records[2].fields == ["next"] && records[2].flaw == nil)
    }

    @Test("CAT-22 says when a file ends inside a quoted field or is not UTF-8")
    func ends() {
        var parser = CSVParser()
        let latin = parser.consume([0x63, 0x61, 0x66, 0xE9, 0x0A])

        #expect(latin.first?.flaw == .notUTF8)
        #expect(records("a,\"b").first?.flaw == .openQuote)
    }

    @Test("CAT-22 the checksum of a row does not depend on the chunks, and tells files apart")
    func checksums() {
        let text = "a,b\r\n1,2\r\n3,4\r\n"

        #expect(records(text, chunk: 1).map(\.checksum) == records(text).map(\.checksum))
        #expect(records(text).last?.checksum != records("a,b\r\n1,3\r\n3,4\r\n").last?.checksum)
    }
}
