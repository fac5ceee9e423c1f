import JSON
import Testing

@Suite("Text in JSON")
struct StringTests {
    @Test(
        "comes back as it was written",
        arguments: [
            "", "a", "\"quoted\"", "back\\slash", "line\nbreak\ttab\r", "\u{1}\u{1F}", "茶", "😀", "e\u{301}",
            "a/b", "\u{7F}\u{2028}", "ends with \\",
        ]
    )
    func roundTrips(text: String) throws {
        let read = try JSON.decode(String.self, from: JSON.encode(text))

        // Scalars, because `==` takes canonically equal texts for the same.
        #expect(Array(read.unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test("is unescaped")
    func unescapes() throws {
        let text = #""\"\\\/\b\f\n\r\t\u00e9\u4F60\ud83d\ude00x""#

        #expect(try JSON.decode(String.self, from: Array(text.utf8)) == "\"\\/\u{8}\u{C}\n\r\té你😀x")
    }

    @Test("escapes control characters and nothing more")
    func escapes() {
        #expect(JSON.string("a\"\\\n\u{1}/é") == #""a\"\\\n\u0001/é""#)
    }

    @Test("is found under an escaped key")
    func findsEscapedKey() throws {
        let node = try JSON.parse(Array(#"{"n\u0061me":"x"}"#.utf8))

        #expect(node.child("name")?.string == "x")
    }

    @Test("every byte string of random JSON-like bytes is refused or read, never a trap", arguments: 0..<8)
    func survivesNoise(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        let alphabet = Array(#"{}[]",:\u0dD8 truefalsn-+.eE12\"#.utf8) + [0x00, 0x80, 0xC3, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<24).map { _ in
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                return alphabet[Int(state % UInt64(alphabet.count))]
            }
            guard let node = try? JSON.parse(bytes) else { continue }
            #expect(throws: Never.self) { try JSON.parse(node.rawBytes) }
        }
    }
}
