import JSON
import Models
import Testing

@Suite("A breakdown")
struct BreakdownTests {
    @Test("ORD-06 that does not add up is found out")
    func verifies() throws {
        let good = try Breakdown.sample()
        let json = JSON.string(good)

        try good.verify()
        for (sound, broken) in [
            ("\"total\":{\"amountMinor\":\(good.total.amountMinor)", "\"total\":{\"amountMinor\":1"),
            (
                "\"discountTotal\":{\"amountMinor\":\(good.discountTotal.amountMinor)",
                "\"discountTotal\":{\"amountMinor\":1"
            ),
            ("\"taxTotal\":{\"amountMinor\":\(good.taxTotal.amountMinor)", "\"taxTotal\":{\"amountMinor\":1"),
            ("\"subtotal\":{\"amountMinor\":5000", "\"subtotal\":{\"amountMinor\":5001"),
            ("\"lineId\":2", "\"lineId\":1"),
        ] {
            try #require(json.contains(sound), "\(sound) in \(json)")
            let changed = json.replacing(sound, with: broken)

            let breakdown = try JSON.decode(Breakdown.self, from: Array(changed.utf8))

            #expect(throws: BreakdownError.self, "\(sound)") { try breakdown.verify() }
        }
    }

    @Test("of a till has lines without units and lines that pay the shopper")
    func external() throws {
        let breakdown = try Breakdown.external(
            currency: .usd,
            lines: [
                ExternalLine(lineID: 1, sku: try .sample("1085094"), quantity: 3, subtotal: .usd(1_000)),
                ExternalLine(
                    lineID: 2,
                    sku: try .sample("5569230"),
                    quantity: 1,
                    subtotal: .usd(100),
                    adjustments: [adjustment(.memberPrice, -20), adjustment(.manufacturerCoupon, -100)]
                ),
                ExternalLine(lineID: 3, sku: try .sample("DEPOSIT"), quantity: 0, subtotal: .usd(5)),
            ],
            charged: .usd(985)
        )

        #expect(breakdown.lines.map(\.total.amountMinor) == [1_000, -20, 5])
        #expect(breakdown.lines.map(\.unitPrice.amountMinor) == [333, 100, 5])
        #expect(breakdown.discountTotal == .usd(120))
        #expect(try JSON.decode(Breakdown.self, from: JSON.encode(breakdown)) == breakdown)
    }

    @Test("of a till must be what was charged")
    func externalMustMatch() throws {
        let line = ExternalLine(lineID: 1, sku: try .sample(), quantity: 1, subtotal: .usd(100))

        #expect(throws: BreakdownError.totalDoesNotAddUp("total")) {
            try Breakdown.external(currency: .usd, lines: [line], charged: .usd(99))
        }
        #expect(throws: BreakdownError.repeatedLine(lineID: 1)) {
            try Breakdown.external(currency: .usd, lines: [line, line])
        }
        #expect(throws: BreakdownError.money(.currencyMismatch(.usd, .eur))) {
            try Breakdown.external(currency: .eur, lines: [line])
        }
    }

    private func adjustment(_ kind: AdjustmentKind, _ amount: Int64) -> Adjustment {
        Adjustment(kind: kind, code: kind.rawValue, reason: "from the till", amount: .usd(amount))
    }
}
