import Models
import ServiceKit
import TestSupport
import Testing

@testable import CatalogService

@Suite("Search")
struct SearchTests {
    private func titles(_ answer: HTTPAnswer) -> [String] {
        (0..<50).compactMap { answer["items/\($0)/title/en"] }
    }

    @Test("CAT-08 words are found in Chinese and English, titles before descriptions")
    func finds() async throws {
        try await CatalogShop.open { shop in
            try await shop.product("S-1", title: #"{"en":"Blue shirt","zh":"蓝色衬衫"}"#)
            try await shop.product(
                "S-2",
                title: #"{"en":"Red dress","zh":"红色连衣裙"}"#,
                more: #","description":{"en":"Goes with a blue shirt"}"#
            )
            try await shop.product(
                "S-3",
                title: #"{"en":"Green tea","zh":"绿茶"}"#,
                more: #","brand":"龙井","tags":["drink"]"#
            )
            let search = { (words: String) in
                let answer = try await shop.get("/v1/products?q=\(words)")
                return titles(answer)
            }

            #expect(try await search("blue%20shirts") == ["Blue shirt", "Red dress"])
            #expect(try await search("BLUE+sh") == ["Blue shirt", "Red dress"])
            #expect(try await search("%E8%A1%AC%E8%A1%AB") == ["Blue shirt"])
            #expect(try await search("%E8%8C%B6") == ["Green tea"])
            #expect(try await search("%E9%BE%99%E4%BA%95") == ["Green tea"])
            #expect(try await search("s-3") == ["Green tea"])
            #expect(try await search("%E8%89%B2%E8%93%9D").isEmpty)
            #expect(try await shop.get("/v1/products?q=%20%26%21").status == 400)
        }
    }

    @Test("CAT-08 pages follow each other without a gap or a repeat, with and without words")
    func pages() async throws {
        try await CatalogShop.open { shop in
            try await shop.channel("web")
            for number in 0..<13 {
                let id = try await shop.product(
                    "T-\(number)",
                    title: #"{"en":"Tea \#(number)\#(number % 3 == 0 ? " tea" : "")"}"#
                )
                if number < 4 { #expect(try await shop.send(.put, "/v1/listings/web/\(id)").status == 200) }
            }
            for query in ["q=tea&", ""] {
                var seen: [String] = []
                var next: String? = ""
                while let cursor = next, seen.count < 50 {
                    let page = try await shop.get(
                        "/v1/products?\(query)limit=5" + (cursor.isEmpty ? "" : "&cursor=\(cursor)")
                    )
                    seen += (0..<5).compactMap { page["items/\($0)/id"] }
                    next = page["next"]
                }
                #expect(seen.count == 13 && Set(seen).count == 13)
            }
            #expect(titles(try await shop.get("/v1/products?q=tea&channelId=web")).count == 4)
            #expect(try await shop.get("/v1/products?cursor=WyJ4Il0").status == 400)
        }
    }

    @Test("CAT-04 a category shows what stands below it too")
    func categories() async throws {
        try await CatalogShop.open { shop in
            for body in [
                #"{"id":"food","name":{"en":"Food"}}"#, #"{"id":"tea","parentId":"food","name":{"en":"Tea"}}"#,
            ] {
                #expect(try await shop.send(.post, "/v1/categories", body).status == 201)
            }
            try await shop.product("T", more: #","categoryId":"tea""#)
            try await shop.product("X")

            #expect(titles(try await shop.get("/v1/products?categoryId=food")).count == 1)
            #expect(try await shop.get("/v1/categories")["items/1/parentId"] == "food")
            let orphan = try await shop.send(.post, "/v1/categories", #"{"id":"x","parentId":"y","name":{"en":"X"}}"#)
            #expect(orphan.status == 422 && orphan["errors/0/pointer"] == "/parentId")
        }
    }
}
