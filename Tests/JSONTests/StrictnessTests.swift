import JSON
import Testing

@Suite("Strict JSON")
struct StrictnessTests {
    @Test(
        "refuses what parsers disagree about",
        arguments: [
            ("", "empty"),
            (" ", "only space"),
            (#"{"a":1,"a":2}"#, "a key twice"),
            (#"{"a":1,"\u0061":2}"#, "a key twice, once escaped"),
            ("[1,]", "a trailing comma in a list"),
            (#"{"a":1,}"#, "a trailing comma in an object"),
            ("[,1]", "a leading comma"),
            ("[1 2]", "a missing comma"),
            (#"{"a" 1}"#, "a missing colon"),
            ("{a:1}", "a key without quotes"),
            ("{1:1}", "a number as key"),
            ("\u{FEFF}{}", "a byte order mark"),
            (#""\u0000""#, "U+0000 escaped"),
            ("\"a\u{0}b\"", "U+0000 as it is"),
            ("\"a\nb\"", "a line break in a string"),
            (#""\ud800""#, "a lone high surrogate"),
            (#""\ud800\u0041""#, "a high surrogate before a letter"),
            (#""\ud800x""#, "a high surrogate before text"),
            (#""\udc00""#, "a lone low surrogate"),
            (#""\x""#, "an unknown escape"),
            (#""\u12"#, "a short escape"),
            (#""\u12g4""#, "an escape that is not hexadecimal"),
            (#""abc"#, "an open string"),
            ("01", "a leading zero"),
            ("-01", "a leading zero after the sign"),
            ("1.", "a point without digits"),
            (".5", "a point without a number"),
            ("1e", "an exponent without digits"),
            ("+1", "a plus sign"),
            ("-", "only a sign"),
            ("NaN", "not a number"),
            ("Infinity", "infinity"),
            ("nul", "half a word"),
            ("True", "a capital"),
            ("{}{}", "two values"),
            ("[1]x", "text after the value"),
            ("// note\n1", "a comment"),
            ("'a'", "single quotes"),
            ("[", "an open list"),
            (#"{"a":"#, "an open object"),
            ("[1}", "the wrong bracket"),
            ("\u{A0}1", "space that JSON does not know"),
        ]
    )
    func refuses(text: String, why: String) {
        #expect(throws: JSONError.self, "\(why)") { try JSON.parse(Array(text.utf8)) }
    }

    @Test(
        "refuses bytes that are not UTF-8",
        arguments: [
            [0xFF, 0xFE, 0x31, 0x00],
            [0x00, 0x31],
            [0x22, 0xC0, 0xAF, 0x22],
            [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xE4, 0xBD, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
        ] as [[UInt8]]
    )
    func refusesOtherEncodings(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON.parse(bytes) }
    }

    @Test(
        "takes every form of RFC 8259",
        arguments: [
            "0", "-0", "1", "-1", "1.5", "1e2", "1E+2", "-1.25e-2", "true", "false", "null", "[]", "{}", " [ ] ",
            "{\"\":1}", "\r\n\t {\"a\" : [ 1 , 2 ] }\n", #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#, "\"茶 😀\"",
            "[[[[]]],{},{\"a\":{}}]", "1e400",
        ]
    )
    func takes(text: String) throws {
        let node = try JSON.parse(Array(text.utf8))

        #expect(!node.rawBytes.isEmpty)
    }

    @Test("nests 64 levels deep and no deeper")
    func limitsDepth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }

        #expect(throws: Never.self) { try JSON.parse(nested(64)) }
        #expect(throws: JSONError.malformed(offset: 64, reason: "nested deeper than 64 levels")) {
            try JSON.parse(nested(65))
        }
        #expect(throws: JSONError.self) { try JSON.parse(nested(100_000)) }
    }

    @Test("is limited in length")
    func limitsLength() {
        #expect(throws: JSONError.self) { try JSON.parse(Array("[1,2]".utf8), limits: JSONLimits(bytesMax: 4)) }
    }

    @Test("finds a repeated key among few and among many", arguments: [2, 12, 13, 5_000])
    func findsRepeatedKey(count: Int) throws {
        let members = (0..<count).map { "\"k\($0)\":\($0)" }
        let good = "{" + members.joined(separator: ",") + "}"
        let bad = "{" + (members + ["\"k0\":0"]).joined(separator: ",") + "}"

        #expect(try JSON.parse(Array(good.utf8)).members.count == count)
        #expect(throws: JSONError.self) { try JSON.parse(Array(bad.utf8)) }
    }

    @Test("says at which byte a text goes wrong")
    func tellsOffset() {
        #expect(throws: JSONError.malformed(offset: 5, reason: "a value was expected")) {
            try JSON.parse(Array(#"{"a":x}"#.utf8))
        }
    }
}
