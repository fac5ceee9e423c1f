import Models

@testable import ServiceKit

/// Cursors, ids, times and the merchant's own words: what was read and written once is read and written the same for
/// ever, and encodings give back what was put in.
func checkTexts(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    keeps(PageCursor.self, text)
    keeps(OrderID.self, text)
    keeps(Timestamp.self, text)
    keeps(SKU.self, text)
    keeps(CouponCode.self, text)
    keeps(ChannelID.self, text)
    keeps(LanguageTag.self, text)
    keeps(CountryCode.self, text)

    hold(Base64URL.decode(Base64URL.encode(bytes)) == bytes, "base 64 loses bytes")
    if let decoded = Base64URL.decode(text) {
        hold(Base64URL.encode(decoded) == text, "base 64 has two ways to write one thing")
    }
    if !bytes.contains(0) { checkEncodings(of: text) }
    checkQuery(text)
}

/// Of texts without NUL, which are refused in every request and which Postgres can't hold.
private func checkEncodings(of text: String) {
    let parts = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let cursor = PageCursor(parts)
    if cursor.value.utf8.count <= 1_024 {
        hold(PageCursor(cursor.value).map { same($0.parts, parts) } ?? false, "a cursor forgets where it was")
    }
    let escaped = PercentEncoding.encoded(text)
    hold(PercentEncoding.decoded(escaped[...]).map { same([$0], [text]) } ?? false, "an escape loses text")
}

private func checkQuery(_ text: String) {
    guard let query = try? QueryParameters(text[...]) else { return }
    let written = query.pairs.map { PercentEncoding.encoded($0.name) + "=" + PercentEncoding.encoded($0.value) }
    let again = try? QueryParameters(written.joined(separator: "&")[...])
    hold(
        again.map { same($0.pairs.flatMap { [$0.name, $0.value] }, query.pairs.flatMap { [$0.name, $0.value] }) }
            ?? false,
        "a query is read otherwise than written"
    )
}

private func keeps<T: LosslessStringConvertible & Equatable>(_ type: T.Type, _ text: String) {
    guard let value = T(text) else { return }
    let written = value.description
    hold(T(written) == value, "\(type) is read otherwise than written")
    hold(T(written).map { same([$0.description], [written]) } ?? false, "\(type) is written otherwise than read")
}

/// By their bytes, since `==` takes canonically equal texts for the same.
private func same(_ left: [String], _ right: [String]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
}
