import JSON
import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import CatalogService

@Suite("Events of the catalogue")
struct EventTests {
    private func said<E: EventPayload>(_ type: E.Type, in shop: CatalogShop) async throws -> [E] {
        let rows = try await shop.environment.database.query(
            "SELECT data FROM outbox WHERE type = \(E.type) ORDER BY position"
        )
        return try rows.map { try $0.json("data") }
    }

    @Test("CAT-01 each change says what is now true, and what changes nothing says nothing")
    func says() async throws {
        try await CatalogShop.open { shop in
            try await shop.channel("web")
            let id = try await shop.product("A", title: #"{"en":"Tea","zh":"茶"}"#)
            let list = try await shop.priceList(#"{"name":"L","currency":"CNY","channelId":"web","priority":7}"#)
            let prices = "/v1/price-lists/\(list)/prices"
            for amount in [5, 5, 6] {
                _ = try await shop.send(.put, prices, #"{"prices":[{"sku":"A","amountMinor":\#(amount)}]}"#)
            }
            _ = try await shop.send(.delete, prices + "/A")
            _ = try await shop.send(
                .patch,
                "/v1/products/\(id)",
                #"{"status":"archived"}"#,
                headers: [("If-Match", "\"1\"")]
            )
            _ = try await shop.send(.patch, "/v1/channels/web", #"{"active":true}"#, headers: [("If-Match", "\"1\"")])
            _ = try await shop.send(.patch, "/v1/channels/web", #"{"active":false}"#, headers: [("If-Match", "\"1\"")])

            let products = try await said(ProductChanged.self, in: shop)
            let channels = try await said(ChannelChanged.self, in: shop)
            let priced = try await said(PriceChanged.self, in: shop)
            #expect(products.map(\.status) == ["active", "archived"] && products[0].skus.map(\.value) == ["A"])
            #expect(channels.map(\.active) == [true, false])
            #expect(priced.map(\.amountMinor) == [5, 6, nil])
            #expect(priced.allSatisfy { $0.priority == 7 && $0.channelID?.value == "web" })
        }
    }

    @Test("CAT-01 a refused change says nothing")
    func refused() async throws {
        try await CatalogShop.open { shop in
            try await shop.product("A")
            _ = try await shop.send(
                .post,
                "/v1/products",
                #"{"title":{"en":"B"},"variants":[{"sku":"B"},{"sku":"A"}]}"#
            )

            #expect(try await said(ProductChanged.self, in: shop).count == 1)
            #expect(try await shop.get("/v1/variants/B").status == 404)
        }
    }
}
