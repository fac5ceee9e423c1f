import Testing

@testable import EmporiaCommand

@Suite("A file of comma-separated values")
struct ReplayCSVTests {
    @Test("is cut into the same records wherever its pieces end", arguments: 1...40)
    func pieces(length: Int) throws {
        let text = Array("a,b,c\r\n\"1,5\",\"say \"\"hé\"\"\",\r\n\r\n,\"two\nlines\",3\n4,5,6".utf8)
        var lexer = CSVLexer()

        var records: [[String]] = []
        for start in stride(from: 0, to: text.count, by: length) {
            records += try lexer.records(in: text[start..<min(start + length, text.count)])
        }
        records += try [lexer.finish()].compactMap(\.self)

        #expect(records == [["a", "b", "c"], ["1,5", "say \"hé\"", ""], ["", "two\nlines", "3"], ["4", "5", "6"]])
    }

    @Test(
        "is refused where its quotes make no sense",
        arguments: [("a\nb\"c\n", 2), ("\"a\"b\n", 1), ("x\ny\n\"open", 3)]
    )
    func malformed(text: String, record: Int) {
        #expect {
            var lexer = CSVLexer()
            _ = try lexer.records(in: text.utf8)
            _ = try lexer.finish()
        } throws: {
            ($0 as? CSVLexer.Malformed)?.record == record
        }
    }

    @Test("is refused when it is not UTF-8")
    func notUTF8() {
        var lexer = CSVLexer()

        #expect(throws: CSVLexer.Malformed(record: 1, reason: "is not UTF-8")) {
            try lexer.records(in: [0x61, 0xFF, 0x0A])
        }
    }
}

@Suite("An amount in a file")
struct ReplayDecimalTests {
    @Test(
        "is taken to the cent without floating point",
        arguments: [
            ("1.43", 143), ("0.0", 0), ("12", 1200), ("0.1", 10), ("-2.50", -250), ("1259668.27", 125_966_827),
            ("1.1e2", 11_000), ("12e-1", 120),
        ]
    )
    func exact(text: String, cents: Int64) {
        #expect(DecimalText(text)?.cents == cents)
        #expect(DecimalText(text)?.isExact == true)
    }

    @Test(
        "is rounded half up, and said to be rounded",
        arguments: [
            ("8.881784e-16", 0), ("4.4408900000000007e-16", 0), ("0.005", 1), ("0.00499999999999999999", 0),
            ("1.994999999999999", 199), ("1.995", 200), ("-0.005", -1), ("9.999", 1000), ("5e-3", 1), ("4e-3", 0),
        ]
    )
    func rounded(text: String, cents: Int64) {
        #expect(DecimalText(text)?.cents == cents)
        #expect(DecimalText(text)?.isExact == false)
    }

    @Test(
        "is refused when it is no amount",
        arguments: ["", "-", ".5", "1.", "1,5", "NA", "1e", "1e99", "0x1", "1.2.3", " 1", "１", "99999999999999999999"]
    )
    func refused(text: String) {
        #expect(DecimalText(text) == nil)
    }
}
