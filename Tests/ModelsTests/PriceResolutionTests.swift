import Models
import TestSupport
import Testing

@Suite("Of several prices")
struct PriceResolutionTests {
    @Test("CAT-14 the higher priority holds, then the channel's own, the tier's own, the later one")
    func ranks() throws {
        let entries = [
            try entry(1, priority: 1), try entry(2), try entry(3, channel: "web"), try entry(4, tier: "gold"),
            try entry(5, channel: "web", from: 10), try entry(6, channel: "web", tier: "gold"),
        ]

        let resolution = try resolve(entries)

        #expect(resolution.price == .cny(1))
        #expect(resolution.chain.map(\.entry.amount.amountMinor) == [1, 6, 5, 3, 4, 2])
        #expect(resolution.chain.map(\.verdict) == [.chosen] + Array(repeating: .lowerPriority, count: 5))
        #expect(
            try resolve(Array(entries.dropFirst())).chain.map(\.verdict)
                == [.chosen, .lessSpecificTier, .lessSpecificTier, .lessSpecificChannel, .lessSpecificChannel]
        )
    }

    @Test("CAT-14 those that do not apply say why")
    func explains() throws {
        let entries = [
            try entry(1, sku: "OTHER"), try entry(2, currency: .eur), try entry(3, channel: "app"),
            try entry(4, tier: "silver"), try entry(5, from: 101), try entry(6, until: 100),
        ]

        let resolution = try resolve(entries)

        #expect(resolution.price == nil)
        #expect(
            Set(resolution.chain.map(\.verdict))
                == [.otherSKU, .otherCurrency, .otherChannel, .otherTier, .notYetValid, .noLongerValid]
        )
    }

    @Test("CAT-14 a price begins and ends to the microsecond")
    func holdsWithinBounds() throws {
        let first = try entry(1, from: 100, until: 101)

        #expect(try resolve([first], at: Timestamp(microseconds: 100_000_000)).price == .cny(1))
        #expect(try resolve([first], at: Timestamp(microseconds: 100_999_999)).price == .cny(1))
        #expect(try resolve([first], at: Timestamp(microseconds: 99_999_999)).price == nil)
        #expect(try resolve([first], at: Timestamp(microseconds: 101_000_000)).price == nil)
    }

    @Test("CAT-14 the order in which they are found changes nothing")
    func isDeterministic() throws {
        let lists = (0..<3).map { _ in PriceListID() }
        let entries = try (0..<24).map { number in
            try entry(
                Int64(number),
                list: lists[number % 3],
                channel: number % 2 == 0 ? nil : "web",
                tier: number % 5 == 0 ? "gold" : nil,
                from: number % 4 == 0 ? nil : number % 4,
                priority: number % 2
            )
        }
        let expected = try resolve(entries)
        var random = SeededGenerator(seed: 1)

        for _ in 0..<50 { #expect(try resolve(entries.shuffled(using: &random)) == expected) }
    }

    private func resolve(
        _ entries: [PriceEntry],
        at: Timestamp = Timestamp(microseconds: 100_000_000)
    ) throws -> PriceResolution {
        PriceResolution.resolve(
            entries,
            sku: try .sample(),
            channelID: try #require(ChannelID("web")),
            currency: .cny,
            at: at,
            tier: "gold"
        )
    }

    private func entry(
        _ amount: Int64,
        list: PriceListID = PriceListID(),
        sku: String = "TEA-1",
        currency: Currency = .cny,
        channel: String? = nil,
        tier: String? = nil,
        from: Int? = nil,
        until: Int? = nil,
        priority: Int = 0
    ) throws -> PriceEntry {
        PriceEntry(
            priceListID: list,
            sku: try .sample(sku),
            amount: Money(amountMinor: amount, currency: currency),
            channelID: channel.flatMap(ChannelID.init),
            tier: tier,
            validFrom: from.map { Timestamp(microseconds: Int64($0) * 1_000_000) },
            validUntil: until.map { Timestamp(microseconds: Int64($0) * 1_000_000) },
            priority: priority
        )
    }
}
