import ServiceKit
import TestSupport
import Testing

@Suite("Card data in a body")
struct CardDataGuardTests {
    @Test(
        "PAY-06 a card number is found however it is written",
        arguments: [
            #"{"token":"4111111111111111"}"#,
            #"{"token":"4111 1111 1111 1111"}"#,
            #"{"token":"4111-1111-1111-1111"}"#,
            #"{"token":"\u0034111111111111111"}"#,
            #"{"token":4111111111111111}"#,
            #"{"a":[{"b":["378282246310005"]}]}"#,
            #"{"token":"5555555555554444"}"#,
            #"{"token":"6200000000000005"}"#,
            #"{"token":"4222222222222"}"#,
            #"{"token":"4000000000000000006"}"#,
            #"{"5105105105105100":1}"#,
            #"{"reason":"customer says 4111 1111 1111 1111, please refund"}"#,
            #"{"token":"4111111111111111"#,
            #"{"token":"4111111111111111=27121010000000000000"}"#,
            #"{"reference":";4111111111111111=2712101?"}"#,
            #"{"name":"%B4111111111111111^DOE/JO^2712101000?"}"#,
        ]
    )
    func findsNumbers(body: String) throws {
        let finding = try #require(CardDataGuard.finding(inBody: Array(body.utf8)))

        guard case .cardNumber = finding else { return #expect(Bool(false), "found \(finding)") }
    }

    @Test(
        "PAY-06 a field made for card data is found whatever it holds",
        arguments: ["cvv", "CVC", "card_number", "cardNumber", "Card-Number", "pan", "security_code", "cvv2"]
    )
    func findsFields(name: String) {
        #expect(CardDataGuard.finding(inBody: Array("{\"\(name)\" : null}".utf8)) == .cardField(name))
    }

    @Test(
        "PAY-06 ids, order numbers, bar codes and amounts are no card numbers",
        arguments: [
            #"{"id":"01940b1a-4111-7111-8111-111111111111"}"#,
            #"{"number":"E20261123000417"}"#,
            #"{"token":"4111111111111112"}"#,
            #"{"number":"9111111111111111"}"#,
            #"{"ean":"4006381333931"}"#,
            #"{"amountMinor":1999}"#,
            #"{"url":"https://shop.example/return/4111111111111111?x=1"}"#,
            #"{"note":"ref x4111111111111111 and nothing else"}"#,
            #"{"phone":"+49 151 2345 6789"}"#,
            #"{"at":"2026-11-23T13:46:47.123456Z"}"#,
            #"{"cvvresult":"ok","panorama":1}"#,
            #"{"query":"4111111111111112=1","other":"B=4111111111111111x"}"#,
            "",
            "\"",
            "\"\\",
            "\"\\u00",
        ]
    )
    func passesOthers(body: String) {
        #expect(CardDataGuard.finding(inBody: Array(body.utf8)) == nil)
    }

    @Test("PAY-06 of 100,000 ids of each kind none is taken for a card")
    func passesIds() {
        var random = SeededGenerator(seed: 6)
        var mistaken: [String] = []
        for _ in 0..<100_000 {
            let hex = (0..<32).map { _ in String(Int.random(in: 0..<16, using: &random), radix: 16) }.joined()
            let parts = [hex.prefix(8), hex.dropFirst(8).prefix(4), hex.dropFirst(12).prefix(4)]
            let id = (parts + [hex.dropFirst(16).prefix(4), hex.dropFirst(20)]).joined(separator: "-")

            if CardDataGuard.finding(inBody: Array("{\"id\":\"\(id)\"}".utf8)) != nil { mistaken.append(id) }
        }

        #expect(mistaken.isEmpty)
    }
}
