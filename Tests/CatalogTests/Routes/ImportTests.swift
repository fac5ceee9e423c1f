import Models
import ServiceKit
import TestSupport
import Testing

@testable import CatalogService

@Suite("Imports")
struct ImportTests {
    private static let header =
        "product_id,manufacturer_id,department,brand,product_category,product_type,package_size\n"

    private func rows(_ numbers: Range<Int>) -> String {
        numbers.map { "\($0),1,GROCERY,National,TEA,GREEN TEA \($0),10 OZ\n" }.joined()
    }

    @Test("CAT-22 bad rows are stored and returned, the good ones are there")
    func errors() async throws {
        try await CatalogShop.open { shop in
            let id = ImportID()
            let file = Self.header + rows(1..<4) + "4,short\n" + rows(5..<7) + ",1,A,B,C,D,E\n"

            let answer = try await shop.upload("complete-journey", file, id: id)

            #expect(answer.status == 200 && answer["status"] == "finished" && answer["rowsApplied"] == "7")
            #expect(answer["created"] == "5" && answer["errors"] == "2")
            #expect(answer["rowErrors/0/row"] == "4" && answer["rowErrors/1/column"] == "product_id")
            #expect(try await shop.get("/v1/variants/6").status == 200)
            let page = try await shop.get("/v1/imports/\(id)/errors?limit=1", as: .administrator)
            let next = try await shop.get("/v1/imports/\(id)/errors?cursor=\(page["next"] ?? "")", as: .administrator)
            #expect(page["items/0/row"] == "4" && next["items/0/row"] == "7" && next["next"] == nil)
        }
    }

    @Test("CAT-22 an import goes on where it broke off, and nothing is changed twice")
    func resumes() async throws {
        try await CatalogShop.open { shop in
            let id = ImportID()
            let whole = Self.header + rows(1..<1_301)
            // What a broken upload leaves behind: the first batches, and no end.
            let imports = try CatalogRoutes(shop.environment).imports
            var state = try await imports.begin(id, .completeJourney, ImportOptions(), by: .merchant)
            var parser = CSVParser()
            let records = parser.consume((Self.header + rows(1..<501)).utf8)
            var reader = try CompleteJourneyReader(header: try #require(records.first))
            let items = records.dropFirst().compactMap { reader.take($0) }
            state = try await imports.apply(items, to: state, ImportOptions(), by: .merchant)
            #expect(try await shop.get("/v1/imports/\(id)", as: .administrator)["status"] == "running")

            let other = try await shop.upload("complete-journey", Self.header + rows(2..<600), id: id)
            let resumed = try await shop.upload("complete-journey", whole, id: id)
            let repeated = try await shop.upload("complete-journey", whole, id: id)
            let anew = try await shop.upload("complete-journey", whole, id: ImportID())
            let longer = try await shop.upload("complete-journey", whole + rows(9_000..<9_001), id: id)

            #expect(other.status == 409 && other.problemType == "/problems/import-differs")
            #expect(resumed["status"] == "finished" && resumed["rowsApplied"] == "1300" && resumed["created"] == "1300")
            #expect(repeated.status == 200 && repeated["created"] == "1300" && repeated["changed"] == "0")
            #expect(anew["unchanged"] == "1300" && anew["created"] == "0" && anew["changed"] == "0")
            #expect(longer.status == 409)
            let product = try await shop.get("/v1/products?q=green&limit=1")
            #expect(product["items/0/categoryId"] == "grocery.tea")
        }
    }

    @Test("CAT-22 what arrived before the connection broke is there, and the rest follows")
    func brokenConnection() async throws {
        try await CatalogShop.open { shop in
            let id = ImportID()
            let whole = Self.header + rows(1..<3_001)
            let token = try TestIdentity.tokens.issue(
                subject: "merchandiser",
                roles: [.merchandiser],
                lifetimeSeconds: 600
            )
            let head = """
                POST /v1/imports/complete-journey HTTP/1.1\r
                Host: catalog\r
                Authorization: Bearer \(token)\r
                Content-Type: text/csv\r
                Import-Id: \(id)\r
                Content-Length: \(whole.utf8.count)\r
                \r

                """
            await PlainSocket.sendAndHangUp(head + whole.prefix(whole.count * 2 / 3), toPort: shop.service.host.port)

            let broken = try await eventualValue("two batches are applied") {
                let progress = try await shop.get("/v1/imports/\(id)", as: .administrator)
                return progress["rowsApplied"].flatMap { Int($0) } ?? 0 >= 2_000 ? progress : nil
            }
            let resumed = try await shop.upload("complete-journey", whole, id: id)

            #expect(broken["status"] == "running" && broken["created"] == broken["rowsApplied"])
            #expect(resumed["status"] == "finished" && resumed["created"] == "3000" && resumed["errors"] == "0")
        }
    }

    @Test("CAT-22 prices and listings come along when asked for, in the list's currency")
    func pricesAndListings() async throws {
        try await CatalogShop.open { shop in
            try await shop.channel("web", currency: "JPY", locale: "en")
            let list = try await shop.priceList(#"{"name":"Yen","currency":"JPY"}"#)
            let header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Published\n"
            let file = header + "cup,Cup,Title,Default Title,CUP,500,true\npot,Pot,Title,Default Title,POT,9.99,true\n"
            let path = "shopify?priceListId=\(list)&publishTo=web&locale=en"

            let answer = try await shop.upload(path, file, id: ImportID())

            #expect(answer["created"] == "1" && answer["errors"] == "2")
            #expect(answer["rowErrors/0/column"] == "Variant Price")
            let listings = try await shop.get("/v1/listings/web")
            #expect(listings["items/0/variants/0/price/amountMinor"] == "500" && listings["items/1"] == nil)
        }
    }

    @Test(
        "CAT-22 a file that is none is refused and leaves no trace",
        arguments: [
            ("", 422), ("a,b\n1,2\n", 422), ("\u{1F}\u{8B}gzip", 422),
        ]
    )
    func noFile(file: String, status: Int) async throws {
        try await CatalogShop.open { shop in
            let id = ImportID()

            let answer = try await shop.upload("shopify", file, id: id)

            #expect(answer.status == status && answer.problemType == "/problems/import-unreadable")
            #expect(try await shop.get("/v1/imports/\(id)", as: .administrator).status == 404)
        }
    }

    @Test("CAT-22 without an Import-Id, as another type, compressed, or to unknown places: refused")
    func refusals() async throws {
        try await CatalogShop.open { shop in
            let csv = [(name: "Content-Type", value: "text/csv")]
            let id = [(name: "Import-Id", value: ImportID().description)]
            let gzip = [(name: "Content-Encoding", value: "gzip")]
            let attempts = [
                (csv, "", 400), (id, "", 415), (id + csv + gzip, "", 415),
                (id + csv, "?priceListId=\(PriceListID())", 404), (id + csv, "?publishTo=A,B", 400),
                (id + csv, "?colour=red", 400),
            ]

            for (headers, query, status) in attempts {
                let path = "/v1/imports/shopify" + query
                let answer = try await shop.send(.post, path, "Handle,Title\n", headers: headers)
                #expect(answer.status == status)
            }
        }
    }

    @Test("CAT-20 a seller's import is the seller's: own products, own origin, unseen by others")
    func sellers() async throws {
        try await CatalogShop.open { shop in
            let seller = TestCaller.seller(SellerID())
            let id = ImportID()
            let header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
            let file = { (sku: String) in header + "cup,Cup,Title,Default Title,\(sku),5\n" }

            let merchants = try await shop.upload("shopify", file("M"), id: ImportID())
            let sellers = try await shop.upload("shopify", file("S"), id: id, as: seller)
            let again = try await shop.upload("shopify", file("S"), id: ImportID(), as: seller)

            #expect(merchants["created"] == "1" && sellers["created"] == "1" && again["unchanged"] == "1")
            #expect(try await shop.get("/v1/imports/\(id)", as: seller).status == 200)
            #expect(try await shop.get("/v1/imports/\(id)", as: .seller(SellerID())).status == 404)
        }
    }
}
