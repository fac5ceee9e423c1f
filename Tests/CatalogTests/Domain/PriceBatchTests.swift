import Models
import Testing

@testable import CatalogService

@Suite("CAT-14 Prices into a list")
struct PriceBatchTests {
    private static let march = Timestamp("2026-03-01T00:00:00Z")
    private static let april = Timestamp("2026-04-01T00:00:00Z")

    private func list(_ validity: Validity) -> PriceList {
        PriceList(
            id: PriceListID(),
            name: "List",
            sellerID: nil,
            channelID: nil,
            currency: .cny,
            priority: 0,
            validity: validity
        )
    }

    @Test("CAT-14 the time of the list bounds that of each price")
    func bounded() throws {
        let batch = try PriceBatch(
            [PriceSetting(sku: .sample("a"), amountMinor: 1)],
            into: list(Validity(from: Self.march, until: Self.april))
        )

        #expect(batch.settings.first?.validity == Validity(from: Self.march, until: Self.april))
    }

    @Test("CAT-14 a price that never holds, and one given twice, are refused by their place")
    func refused() {
        let settings = [
            PriceSetting(sku: .sample("a"), amountMinor: 1),
            PriceSetting(sku: .sample("a"), amountMinor: 2),
            PriceSetting(sku: .sample("b"), amountMinor: 1, validity: Validity(until: Self.march)),
        ]

        let error = #expect(throws: PriceBatchError.self) {
            try PriceBatch(settings, into: list(Validity(from: Self.march)))
        }

        #expect(error?.refusals.map(\.index) == [1, 2])
    }
}
