import Models
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import CatalogService

@Suite("A page that is kept")
struct KeptPageTests {
    /// A shop with one product on sale in the web shop, for 12.00.
    private static func open(
        _ body: (CatalogShop, _ product: String, _ priceList: String) async throws -> Void
    ) async throws {
        try await CatalogShop.open { shop in
            try await shop.channel("web", locale: "en-GB")
            let product = try await shop.product("POT", title: #"{"en":"Tea pot","zh":"茶壶"}"#)
            let list = try await shop.priceList(#"{"name":"Everyday","currency":"CNY"}"#)
            try await shop.put("/v1/price-lists/\(list)/prices", #"{"prices":[{"sku":"POT","amountMinor":1200}]}"#)
            try await shop.put("/v1/listings/web/\(product)")
            try await body(shop, product, list)
        }
    }

    @Test("CAT-01 shows every change at once, whoever made it")
    func followsEveryChange() async throws {
        try await Self.open { shop, product, list in
            let page = "/v1/listings/web/\(product)"
            func title() async throws -> String? { try await shop.get(page)["title"] }
            func price() async throws -> String? { try await shop.get(page)["variants/0/price/amountMinor"] }
            #expect(try await title() == "Tea pot")
            #expect(try await price() == "1200")

            try await shop.patch("/v1/products/\(product)", #"{"title":{"en":"Iron pot","zh":"铁壶"}}"#)
            #expect(try await title() == "Iron pot")

            try await shop.patch("/v1/channels/web", #"{"locale":"zh-CN"}"#)
            #expect(try await title() == "铁壶")

            try await shop.put("/v1/price-lists/\(list)/prices", #"{"prices":[{"sku":"POT","amountMinor":999}]}"#)
            #expect(try await price() == "999")

            #expect(try await shop.send(.delete, "/v1/price-lists/\(list)/prices/POT").status == 204)
            #expect(try await price() == nil)

            // As another replica does, or a person at the database.
            try await shop.environment.database.run("UPDATE variants SET barcode = '4006381333931'")
            #expect(try await shop.get(page)["variants/0/barcode"] == "4006381333931")

            #expect(try await shop.send(.delete, page).status == 204)
            #expect(try await shop.get(page).status == 404)
        }
    }

    @Test("is worked out once, and once more after a change")
    func isKept() async throws {
        try await Self.open { shop, product, _ in
            let pages = [
                "/v1/listings/web/\(product)", "/v1/listings/web", "/v1/products?q=pot", "/v1/products/\(product)",
            ]
            func fromMemory() async throws -> Double {
                try await shop.metric(#"emporia_kept_answers_total{source="memory"}"#)
            }
            for page in pages { #expect(try await shop.get(page).status == 200) }
            #expect(try await fromMemory() == 0)

            for page in pages {
                let text = try await shop.get(page).text
                #expect(text.contains("POT"))
            }
            #expect(try await fromMemory() == 4)

            try await shop.patch("/v1/products/\(product)", #"{"brand":"Kiln"}"#)
            for page in pages {
                let text = try await shop.get(page).text
                #expect(text.contains("Kiln"))
            }
            #expect(try await fromMemory() == 4)
        }
    }

    @Test("CAT-14 ends when a price of it begins")
    func followsTheClock() async throws {
        try await Self.open { shop, product, list in
            let begins = Timestamp(microseconds: Timestamp.now.microseconds + 1_500_000)
            try await shop.put(
                "/v1/price-lists/\(list)/prices",
                #"{"prices":[{"sku":"POT","amountMinor":777,"validFrom":"\#(begins)"}]}"#
            )
            let page = "/v1/listings/web/\(product)"
            let before = try await shop.get(page)["variants/0/price/amountMinor"]
            #expect(before == "1200" || Timestamp.now >= begins)

            try await eventually("the price that begins") {
                try await shop.get(page)["variants/0/price/amountMinor"] == "777"
            }
            #expect(Timestamp.now >= begins)
        }
    }

    @Test("is not kept while nobody can tell which edition there is")
    func noEdition() async throws {
        try await Self.open { shop, product, _ in
            let page = "/v1/listings/web/\(product)"
            try await shop.environment.database.run("DELETE FROM catalogue_edition")
            #expect(try await shop.get(page)["title"] == "Tea pot")

            try await shop.patch("/v1/products/\(product)", #"{"title":{"en":"Iron pot"}}"#)
            try await shop.environment.database.run("DELETE FROM catalogue_edition")
            #expect(try await shop.get(page)["title"] == "Iron pot")

            try await shop.patch("/v1/products/\(product)", #"{"title":{"en":"Clay pot"}}"#)
            #expect(try await shop.get(page)["title"] == "Clay pot")
        }
    }

    @Test("is everyone's: staff are shown what shoppers are not, and shoppers are not shown it afterwards")
    func isEveryonesAlone() async throws {
        try await Self.open { shop, product, _ in
            let path = "/v1/products?status=draft"
            let draft = try await shop.product("SECRET", more: #","status":"draft""#)

            for _ in 1...2 {
                let shownToStaff = try await shop.get(path, as: .role(.merchandiser)).text
                let shownToAll = try await shop.get(path).text
                #expect(shownToStaff.contains(draft))
                #expect(!shownToAll.contains(draft))
            }
        }
    }

    @Test("does not hold up changes, nor do they each other")
    func manyChanges() async throws {
        try await Self.open { shop, product, list in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for amount in 1...40 {
                    group.addTask {
                        let body = #"{"prices":[{"sku":"POT","amountMinor":\#(amount)}]}"#
                        try await shop.put("/v1/price-lists/\(list)/prices", body)
                        try await shop.product("SKU-\(amount)")
                        // Whoever has changed something sees a catalogue that has it.
                        let found = try await shop.get("/v1/variants/SKU-\(amount)")
                        #expect(found.status == 200)
                    }
                }
                try await group.waitForAll()
            }
            let left = try await shop.environment.database.query("SELECT FROM catalogue_changes")
            #expect(left.isEmpty)
        }
    }
}

extension CatalogShop {
    fileprivate func put(_ path: String, _ body: String? = nil) async throws {
        let answer = try await send(.put, path, body)
        guard answer.status == 200 else { throw Unexpected(answer) }
    }

    /// Of the version that is there.
    fileprivate func patch(_ path: String, _ body: String) async throws {
        let tag = try #require(try await get(path, as: .role(.merchandiser)).header("etag"))
        let answer = try await send(.patch, path, body, headers: [("If-Match", tag)])
        guard answer.status == 200 else { throw Unexpected(answer) }
    }

    fileprivate func metric(_ name: String) async throws -> Double {
        let lines = try await get("/metrics").text.split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix(name) })
        return try #require(line.split(separator: " ").last.flatMap { Double($0) })
    }
}
