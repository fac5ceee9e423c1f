import Models
import ServiceKit
import TestSupport
import Testing

@testable import CatalogService

@Suite("Prices")
struct PriceTests {
    private func set(_ shop: CatalogShop, _ list: String, _ prices: String) async throws -> HTTPAnswer {
        try await shop.send(.put, "/v1/price-lists/\(list)/prices", #"{"prices":[\#(prices)]}"#)
    }

    @Test("CAT-14 channel, currency and date decide the price, and explain tells the rule chain")
    func resolution() async throws {
        try await CatalogShop.open { shop in
            try await shop.channel("web")
            try await shop.channel("app")
            try await shop.product("A")
            let everyday = try await shop.priceList(#"{"name":"Everyday","currency":"CNY"}"#)
            let sale = try await shop.priceList(
                """
                {"name":"Sale","currency":"CNY","channelId":"web","priority":10,
                 "validFrom":"2026-11-11T00:00:00Z","validUntil":"2026-11-12T00:00:00Z"}
                """
            )
            let dollars = try await shop.priceList(#"{"name":"Dollars","currency":"USD"}"#)
            _ = try await set(shop, everyday, #"{"sku":"A","amountMinor":12900}"#)
            _ = try await set(shop, sale, #"{"sku":"A","amountMinor":9900}"#)
            _ = try await set(shop, dollars, #"{"sku":"A","amountMinor":2000}"#)
            let ask = { (query: String) in try await shop.get("/v1/prices/A?\(query)") }

            #expect(try await ask("channelId=web&at=2026-11-11T08:00:00Z")["price/amountMinor"] == "9900")
            #expect(try await ask("channelId=web&at=2026-11-12T00:00:00Z")["price/amountMinor"] == "12900")
            #expect(try await ask("channelId=app&at=2026-11-11T08:00:00Z")["price/amountMinor"] == "12900")
            #expect(try await ask("channelId=app&currency=USD")["price/amountMinor"] == "2000")
            #expect(try await ask("channelId=app&currency=EUR").problemType == "/problems/no-price")
            let why = try await ask("channelId=web&at=2026-11-11T08:00:00Z&explain=true")
            #expect(why["explanation/0/verdict"] == "chosen" && why["explanation/0/priceListId"] == sale)
            #expect(why["explanation/1/verdict"] == "lowerPriority" && why["explanation/2/verdict"] == "otherCurrency")
            let nothing = try await ask("channelId=app&currency=EUR&explain=true")
            #expect(
                nothing.status == 200 && nothing["price"] == nil && nothing["explanation/0/verdict"] == "otherCurrency"
            )
        }
    }

    @Test("CAT-14 what a partner pays is told to staff alone")
    func confidential() async throws {
        try await CatalogShop.open { shop in
            try await shop.channel("web")
            try await shop.channel("partner", type: "partner")
            try await shop.product("A")
            let list = try await shop.priceList(#"{"name":"Partner","currency":"CNY","channelId":"partner"}"#)
            _ = try await set(shop, list, #"{"sku":"A","amountMinor":1}"#)
            let path = "/v1/prices/A?channelId=web&explain=true"

            #expect(try await shop.get(path)["explanation/0/verdict"] == nil)
            #expect(try await shop.get(path, as: .role(.marketer))["explanation/0/verdict"] == "otherChannel")
        }
    }

    @Test("CAT-14 setting prices twice changes nothing twice; 5,000 go down at once")
    func batches() async throws {
        try await CatalogShop.open { shop in
            let numbers = (0..<100).map(String.init)
            let values = numbers.map { "\"\($0)\"" }.joined(separator: ",")
            let product = try await shop.send(
                .post,
                "/v1/products",
                #"{"title":{"en":"P"},"skuBase":"p","options":[{"name":"N","values":[\#(values)]}]}"#
            )
            #expect(product.status == 201)
            let list = try await shop.priceList(#"{"name":"All","currency":"CNY"}"#)
            let prices = numbers.flatMap { number in
                (2_001...2_050).map {
                    #"{"sku":"p-\#(number)","amountMinor":\#($0),"validFrom":"\#($0)-01-01T00:00:00Z"}"#
                }
            }.joined(separator: ",")

            let first = try await set(shop, list, prices)
            let second = try await set(shop, list, prices)

            #expect(first.status == 200 && first["changed"] == "5000" && second["changed"] == "0")
            var pages = 0
            var cursor: String? = ""
            while let after = cursor, pages < 20 {
                let page = try await shop.get(
                    "/v1/price-lists/\(list)/prices?limit=500" + (after.isEmpty ? "" : "&cursor=\(after)")
                )
                pages += 1
                cursor = page["next"]
            }
            #expect(pages == 10)
        }
    }

    @Test("CAT-14 a batch with an unknown SKU or a repeat sets nothing and names the places")
    func refusals() async throws {
        try await CatalogShop.open { shop in
            try await shop.channel("web", currency: "CNY")
            try await shop.product("A")
            let list = try await shop.priceList(#"{"name":"L","currency":"CNY"}"#)

            let unknown = try await set(shop, list, #"{"sku":"A","amountMinor":1},{"sku":"B","amountMinor":1}"#)
            let twice = try await set(shop, list, #"{"sku":"A","amountMinor":1},{"sku":"A","amountMinor":2}"#)
            let negative = try await set(shop, list, #"{"sku":"A","amountMinor":-1}"#)
            let currency = try await shop.send(
                .post,
                "/v1/price-lists",
                #"{"name":"X","currency":"USD","channelId":"web"}"#
            )

            #expect(unknown["errors/0/pointer"] == "/prices/1" && twice["errors/0/pointer"] == "/prices/1")
            #expect(
                negative["errors/0/pointer"] == "/prices/0/amountMinor" && currency["errors/0/pointer"] == "/currency"
            )
            #expect(try await shop.get("/v1/price-lists/\(list)/prices")["items/0"] == nil)
        }
    }

    @Test("CAT-14 a removed price holds no longer, and removing it again is no error")
    func removal() async throws {
        try await CatalogShop.open { shop in
            try await shop.channel("web")
            try await shop.product("红 A")
            let list = try await shop.priceList(#"{"name":"L","currency":"CNY"}"#)
            _ = try await set(shop, list, #"{"sku":"红 A","amountMinor":1}"#)
            let sku = "%E7%BA%A2%20A"
            #expect(try await shop.get("/v1/prices/\(sku)?channelId=web")["price/amountMinor"] == "1")

            for _ in 0..<2 {
                #expect(try await shop.send(.delete, "/v1/price-lists/\(list)/prices/\(sku)").status == 204)
            }
            #expect(try await shop.get("/v1/prices/\(sku)?channelId=web").status == 404)
        }
    }
}
