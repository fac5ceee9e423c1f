import Models
import ServiceKit
import TestSupport
import Testing

@testable import MarketingService

@Suite("What catalog tells")
struct ProjectionTests {
    @Test("the next quote has the new price, and none when it was removed")
    func priceChanges() async throws {
        try await Shop.open { shop in
            try await shop.hear(from: .catalog, PriceChanged.sample(Shop.tea, 80_00))
            #expect(try await shop.breakdown(.sample()).total == .cny(80_00))

            try await shop.hear(from: .catalog, PriceChanged.sample(Shop.tea, nil))
            #expect(try await shop.quote(.sample()).problemType == "/problems/price-unknown")
        }
    }

    @Test("a price told late never replaces a newer one")
    func late() async throws {
        try await Shop.open { shop in
            let older = CloudEvent(PriceChanged.sample(Shop.tea, 70_00), source: .catalog)
            let newer = CloudEvent(PriceChanged.sample(Shop.tea, 75_00), source: .catalog)

            try await shop.hear([newer])
            try await shop.hear([older])
            try await shop.hear([newer, newer])

            #expect(try await shop.breakdown(.sample()).total == .cny(75_00))
        }
    }

    @Test("of several prices told at once the latest stands, wherever it is in the batch", arguments: [false, true])
    func together(isReversed: Bool) async throws {
        try await Shop.open { shop in
            let older = CloudEvent(PriceChanged.sample(Shop.tea, 70_00), source: .catalog)
            let newer = CloudEvent(PriceChanged.sample(Shop.tea, 75_00), source: .catalog)
            let other = CloudEvent(PriceChanged.sample(Shop.cup, 31_00), source: .catalog)

            try await shop.hear(isReversed ? [newer, other, older] : [older, other, newer])

            #expect(try await shop.breakdown(.sample()).total == .cny(75_00))
        }
    }

    @Test("CAT-14 a channel's own list wins by priority")
    func channelPrice() async throws {
        try await Shop.open { shop in
            try await shop.hear(
                from: .catalog,
                PriceChanged.sample(Shop.tea, 60_00, channel: .web, list: PriceListID(), priority: 5)
            )

            #expect(try await shop.breakdown(.sample()).total == .cny(60_00))
        }
    }

    @Test("a product's tax class decides its tax")
    func taxClass() async throws {
        try await Shop.open { shop in
            let body = #"{"name":"VAT reduced","rateBasisPoints":900}"#
            _ = try await shop.service.send(.put, "/v1/tax-rates/CN/reduced", as: .role(.marketer), body: body)
            #expect(try await shop.breakdown(.sample()).taxTotal == .cny(0))

            try await shop.hear(
                from: .catalog,
                ProductChanged(
                    productID: ProductID(),
                    skus: [.tea],
                    title: LocalizedText("Tea"),
                    taxClass: "reduced",
                    status: "active"
                )
            )

            #expect(try await shop.breakdown(.sample()).lines[0].tax.map(\.name) == ["VAT reduced"])
        }
    }

    @Test("a product that is archived is not sold")
    func archived() async throws {
        try await Shop.open { shop in
            for (status, problem) in [("archived", "/problems/not-for-sale"), ("active", nil)] {
                try await shop.hear(
                    from: .catalog,
                    ProductChanged(
                        productID: ProductID(),
                        skus: [.tea],
                        title: LocalizedText("Tea"),
                        taxClass: "standard",
                        status: status
                    )
                )
                #expect(try await shop.quote(.sample()).problemType == problem)
            }
        }
    }

    @Test("a channel that stops selling quotes nothing")
    func inactiveChannel() async throws {
        try await Shop.open { shop in
            try await shop.hear(from: .catalog, ChannelChanged.sample("web", active: false))

            #expect(try await shop.quote(.sample()).problemType == "/problems/channel-inactive")
        }
    }
}
