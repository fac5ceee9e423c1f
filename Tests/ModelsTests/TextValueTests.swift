import JSON
import Models
import Testing

@Suite("Checked text")
struct TextValueTests {
    @Test(
        "a SKU is what a merchant calls it",
        arguments: ["A", "SHIRT-42 BLUE", "绿茶-250g", "é", "a/b?c", String(repeating: "x", count: 64)]
    )
    func takesSKU(text: String) {
        #expect(SKU(text)?.value == text)
    }

    @Test(
        "a SKU that cannot be told from another is refused",
        arguments: [
            "", " A", "A ", "A\n", "\u{0}", "A\u{0}B", "e\u{301}", "A\u{200B}B", "\u{FEFF}A", "A\u{A0}", "\u{202E}A",
            "A\t", "\u{7F}", "茶 ",
            "A\u{2028}B", String(repeating: "x", count: 65),
        ]
    )
    func refusesSKU(text: String) {
        #expect(SKU(text) == nil)
    }

    @Test("a coupon code is the same in small letters")
    func couponCode() {
        #expect(CouponCode("save-10")?.value == "SAVE-10")
        for text in ["", "SAVE 10", "ÄPFEL", "A\u{0}", String(repeating: "A", count: 41)] {
            #expect(CouponCode(text) == nil)
        }
    }

    @Test("short names of channels and locations fit everywhere")
    func merchantCodes() {
        #expect(ChannelID("web-cn")?.value == "web-cn")
        #expect(LocationID("store-321")?.value == "store-321")
        #expect(["b", "a-1", "a"].compactMap(LocationID.init).sorted().map(\.value) == ["a", "a-1", "b"])
        for text in ["", "Web", "a b", "a_b", "ä", "../x", String(repeating: "a", count: 41)] {
            #expect(ChannelID(text) == nil)
            #expect(LocationID(text) == nil)
        }
    }

    @Test("a country has two capital letters")
    func country() {
        #expect(CountryCode("CN")?.value == "CN")
        for text in ["cn", "CHN", "C", "", "C1"] { #expect(CountryCode(text) == nil) }
    }

    @Test(
        "CAT-02 a time zone is area and place, or UTC",
        arguments: [
            ("Asia/Shanghai", true), ("America/Argentina/Buenos_Aires", true), ("UTC", true), ("GMT", true),
            ("GMT+8", false),
            ("CST", false), ("../../etc/passwd", false), ("asia/shanghai", false), ("Asia/", false), ("", false),
        ]
    )
    func timeZones(text: String, isGood: Bool) {
        #expect((TimeZoneName(text) != nil) == isGood)
    }

    @Test(
        "CAT-17 a language tag is written as BCP 47 likes it",
        arguments: [
            ("EN", "en"), ("zh-hans-cn", "zh-Hans-CN"), ("PT-br", "pt-BR"), ("sl-rozaj", "sl-rozaj"),
            ("de-1996", "de-1996"), ("en-US-x-twain", "en-US-x-twain"), ("es-419", "es-419"),
        ]
    )
    func canonicalLanguage(text: String, canonical: String) {
        #expect(LanguageTag(text)?.value == canonical)
    }

    @Test(
        "a malformed language tag is refused",
        arguments: ["", "e", "en-", "-en", "en--US", "en_US", "123", "en-x", "abcdefghi"]
    )
    func refusesLanguage(text: String) {
        #expect(LanguageTag(text) == nil)
    }

    @Test("CAT-17 text falls back from region to language to another region to the first")
    func fallsBack() throws {
        let brazilian = try #require(LanguageTag("pt-BR"))
        let texts = try #require(LocalizedText([(.chinese, "茶"), (.english, "tea"), (brazilian, "chá")]))

        #expect(texts.best(for: try #require(LanguageTag("en-GB"))) == "tea")
        #expect(texts.best(for: try #require(LanguageTag("zh-Hans-CN"))) == "茶")
        #expect(texts.best(for: try #require(LanguageTag("zh-Hant"))) == "茶")
        #expect(texts.best(for: try #require(LanguageTag("pt-PT"))) == "chá")
        #expect(texts.best(for: try #require(LanguageTag("fr"))) == "茶")
    }

    @Test("text in no language, or twice in one, is refused")
    func refusesLocalized() {
        for text in ["{}", #"{"en":"a","EN":"b"}"#, #"{"en":1}"#, #"{"e":"x"}"#, "[]"] {
            #expect(throws: JSONError.self) { try JSON.decode(LocalizedText.self, from: Array(text.utf8)) }
        }
    }

    @Test("a quantity is a whole number that Postgres can hold")
    func quantity() throws {
        let (most, two) = (Quantity.range.upperBound, Quantity(2))

        for value in [-1, most + 1, .max, .min] { #expect(Quantity(value) == nil) }
        #expect(try #require(Quantity(most)).adding(1) == nil)
        #expect(two.adding(3) == 5)
        #expect(two.subtracting(3) == nil)
        for text in ["-1", "1.0", "2147483648", "9223372036854775807", "\"1\""] {
            #expect(throws: JSONError.self) { try JSON.decode(Quantity.self, from: Array(text.utf8)) }
        }
    }

    @Test("a cursor comes back with its parts, and a made-up one is refused")
    func cursor() {
        for parts in [[], [""], ["a"], ["2026-01-01T00:00:00Z", "茶/?#", "\u{1F}"]] as [[String]] {
            let cursor = PageCursor(parts)

            #expect(PageCursor(cursor.value)?.parts == parts)
            #expect(cursor.value.utf8.allSatisfy { UInt8(ascii: "!") <= $0 && $0 < 0x7F && $0 != UInt8(ascii: "/") })
        }
        for text in ["", "x", "W10=", "W1", "bm8", "W10 ", String(repeating: "A", count: 2_000)] {
            #expect(PageCursor(text) == nil)
        }
    }
}
