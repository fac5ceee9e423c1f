import Foundation
import Models
import ServiceKit
import TestSupport
import Testing

@testable import CatalogService

/// Real files, whose counts are known. They are no part of the project; where they are absent the tests say so.
@Suite("Imports of sample files")
struct SampleFileTests {
    private static let folder = Repository.data("07_catalogue/shopify")
    private static let journey = Repository.data("01_transactions/completejourney/products.csv.gz")
    private static let absence: Comment = "sample data is absent: set EMPORIA_DATA to the folder that holds it"

    @Test(
        "CAT-22 Shopify's sample exports give their known products",
        .enabled(if: folder != nil, absence),
        arguments: [("apparel.csv", 22, 20), ("home-and-garden.csv", 21, 20)]
    )
    func shopify(file: String, rows: Int, products: Int) async throws {
        let text = try String(contentsOfFile: #require(Self.folder) + "/" + file, encoding: .utf8)
        try await CatalogShop.open { shop in
            let list = try await shop.priceList(#"{"name":"Shopify","currency":"USD"}"#)

            let first = try await shop.upload("shopify?priceListId=\(list)", text, id: ImportID())
            let again = try await shop.upload("shopify?priceListId=\(list)", text, id: ImportID())

            #expect(first["rowsApplied"] == "\(rows)" && first["created"] == "\(products)" && first["errors"] == "0")
            #expect(again["unchanged"] == "\(products)" && again["created"] == "0" && again["changed"] == "0")
            let prices = try await shop.get("/v1/price-lists/\(list)/prices?limit=500")
            #expect(prices["items/\(rows - 1)/sku"] != nil && prices["items/\(rows)"] == nil)
        }
    }

    @Test(
        "CAT-22 every product of the Complete Journey study is imported, and none twice",
        .enabled(if: journey != nil, absence)
    )
    func completeJourney() async throws {
        try await CatalogShop.open { shop in
            // Not before the shop is open: its database's process would inherit the pipe, which then never ends.
            let text = try unpacked(#require(Self.journey))
            let count = text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) - 1
            let first = try await shop.upload("complete-journey", text, id: ImportID())
            let again = try await shop.upload("complete-journey", text, id: ImportID())

            #expect(first["created"] == "\(count)" && first["errors"] == "0")
            #expect(again["unchanged"] == "\(count)" && again["changed"] == "0")
            #expect(try await shop.get("/v1/variants/25671")["title/en"] == "ICE - CRUSHED/CUBED, 22 LB")
            #expect(try await shop.get("/v1/products?q=crushed+ice+22")["items/0/variants/0/sku"] == "25671")
        }
    }

    private func unpacked(_ path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-dc", path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
