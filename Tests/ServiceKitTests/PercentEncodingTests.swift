import Testing

@testable import ServiceKit

@Suite("A percent escape")
struct PercentEncodingTests {
    @Test("is undone, and a plus is a space in a query alone")
    func decodes() {
        #expect(PercentEncoding.decoded("a%20b+%E8%8C%B6") == "a b+茶")
        #expect(PercentEncoding.decoded("a%20b+%2B", plusIsSpace: true) == "a b +")
        #expect(PercentEncoding.decoded("plain") == "plain")
    }

    @Test("is refused where it is none, no UTF-8, or a NUL, which is refused as it is, too")
    func refuses() {
        for text in ["%", "%2", "%zz", "%FF", "%00", "a%00b", "\u{0}", "a\u{0}b"] {
            #expect(PercentEncoding.decoded(text[...]) == nil, "\(text.debugDescription)")
        }
    }
}
