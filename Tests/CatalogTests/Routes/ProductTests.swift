import Models
import ServiceKit
import TestSupport
import Testing

@testable import CatalogService

@Suite("Products")
struct ProductTests {
    @Test("CAT-01 one change of a title is seen in every channel, and there is one record")
    func oneRecord() async throws {
        try await CatalogShop.open { shop in
            let id = try await shop.product("POT", title: #"{"en":"Tea pot","zh":"茶壶"}"#)
            let channels = ["web", "app", "store"]
            for channel in channels {
                try await shop.channel(channel, locale: channel == "store" ? "en-GB" : "zh-CN")
                let published = try await shop.send(.put, "/v1/listings/\(channel)/\(id)")
                #expect(published.status == 200)
            }

            let changed = try await shop.send(
                .patch,
                "/v1/products/\(id)",
                #"{"title":{"en":"Iron pot","zh":"铁壶"}}"#,
                headers: [("If-Match", "\"1\"")]
            )

            #expect(changed.status == 200)
            for channel in channels {
                let listing = try await shop.get("/v1/listings/\(channel)/\(id)")
                #expect(listing["title"] == (channel == "store" ? "Iron pot" : "铁壶"))
            }
            let all = try await shop.get("/v1/products")
            #expect(all["items/0/id"] == id && all["items/1/id"] == nil)
        }
    }

    @Test("CAT-05 three options make the exact set of SKUs; a repeated combination is 409")
    func options() async throws {
        try await CatalogShop.open { shop in
            let created = try await shop.send(
                .post,
                "/v1/products",
                """
                {"title":{"en":"Shirt"},"skuBase":"shirt","options":[{"name":"Colour","values":["Blue","Red"]},
                 {"name":"Size","values":["S","M","L"]},{"name":"Fit","values":["Slim","Wide"]}]}
                """
            )
            let id = try #require(created["id"])
            #expect(
                created.status == 201 && created["variants/11/sku"] == "shirt-red-l-wide"
                    && created["variants/12"] == nil
            )
            #expect(try await shop.get("/v1/variants/shirt-blue-m-slim")["choices/Size"] == "M")

            let path = "/v1/products/\(id)/variants"
            let again = try await shop.send(
                .post,
                path,
                #"{"sku":"other","choices":{"Colour":"Red","Size":"S","Fit":"Slim"}}"#
            )
            let new = try await shop.send(
                .post,
                path,
                #"{"sku":"shirt-red-xl-slim","choices":{"Colour":"Red","Size":"XL","Fit":"Slim"}}"#
            )
            let taken = try await shop.send(
                .post,
                "/v1/products",
                #"{"title":{"en":"Other"},"variants":[{"sku":"shirt-blue-s-slim"}]}"#
            )
            #expect(again.status == 409 && again.problemType == "/problems/duplicate-combination")
            #expect(new.status == 201 && new["options/1/values/3"] == "XL" && new["variants/12/sku"] != nil)
            #expect(taken.status == 409 && taken.problemType == "/problems/sku-taken")
        }
    }

    @Test("CAT-01 drafts are seen by staff and by their seller, and cannot be published")
    func drafts() async throws {
        try await CatalogShop.open { shop in
            try await shop.channel("web")
            let id = try await shop.product("D", more: #","status":"draft""#)

            #expect(try await shop.get("/v1/products/\(id)").status == 404)
            #expect(try await shop.get("/v1/variants/D").status == 404)
            #expect(try await shop.get("/v1/products")["items/0/id"] == nil)
            #expect(try await shop.get("/v1/products/\(id)", as: .role(.support)).status == 200)
            let published = try await shop.send(.put, "/v1/listings/web/\(id)")
            #expect(published.status == 409 && published.problemType == "/problems/product-not-active")
        }
    }

    @Test("CAT-01 null clears a field, absent keeps it, unknown categories are 422")
    func patches() async throws {
        try await CatalogShop.open { shop in
            let id = try await shop.product("P", more: #","brand":"Acme","tags":["a"],"attributes":{"z":"1","a":"2"}"#)
            let path = "/v1/products/\(id)"

            let cleared = try await shop.send(.patch, path, #"{"brand":null}"#, headers: [("If-Match", "\"1\"")])
            let unknown = try await shop.send(.patch, path, #"{"categoryId":"x"}"#, headers: [("If-Match", "\"2\"")])

            #expect(cleared["brand"] == nil && cleared["tags/0"] == "a" && cleared["attributes/z"] == "1")
            #expect(unknown.status == 422 && unknown["errors/0/pointer"] == "/categoryId")
        }
    }

    @Test("CAT-20 a seller writes its own things alone; another seller's don't exist for it")
    func sellers() async throws {
        try await CatalogShop.open { shop in
            let own = TestCaller.seller(SellerID())
            let other = TestCaller.seller(SellerID())
            let id = try await shop.product("S", as: own, more: #","status":"draft""#)
            let path = "/v1/products/\(id)"
            let list = try await shop.priceList(#"{"name":"Mine","currency":"CNY"}"#, as: own)
            try await shop.product("MERCHANT")
            let price = { (sku: String) in #"{"prices":[{"sku":"\#(sku)","amountMinor":1}]}"# }

            #expect(try await shop.get(path, as: other).status == 404)
            #expect(try await shop.get(path, as: own)["sellerId"] != nil)
            for caller in [other, own] {
                let answer = try await shop.send(
                    .patch,
                    path,
                    as: caller,
                    #"{"brand":"X"}"#,
                    headers: [("If-Match", "\"1\"")]
                )
                let set = try await shop.send(.put, "/v1/price-lists/\(list)/prices", as: caller, price("S"))
                let isOwn = answer.status == 200
                #expect(set.status == (isOwn ? 200 : 404) && (isOwn || answer.status == 404))
            }
            let foreign = try await shop.send(.put, "/v1/price-lists/\(list)/prices", as: own, price("MERCHANT"))
            #expect(foreign.status == 422)
            #expect(try await shop.send(.post, "/v1/channels", as: own, NewChannel.json("x")).status == 403)
            #expect(try await shop.send(.post, "/v1/products", as: .role(.seller), #"{}"#).status == 403)
        }
    }
}
