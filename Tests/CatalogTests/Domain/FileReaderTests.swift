import Models
import Testing

@testable import CatalogService

@Suite("CAT-22 Products of a file")
struct FileReaderTests {
    private func items(_ text: String, _ make: (CSVRecord) throws -> any ProductFileReader) throws -> [ImportItem] {
        var parser = CSVParser()
        let records = parser.consume(text.utf8) + [parser.finish()].compactMap(\.self)
        var reader = try make(try #require(records.first))
        return records.dropFirst().compactMap { reader.take($0) } + [reader.finish()].compactMap(\.self)
    }

    private func shopify(_ rows: String, exponent: Int? = 2) throws -> [ImportItem] {
        let header = """
            Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,\
            Variant SKU,Variant Grams,Variant Price,Variant Taxable,Variant Barcode,Image Src,Image Alt Text

            """
        return try items(header + rows) { try ShopifyReader(header: $0, currencyExponent: exponent) }
    }

    @Test("CAT-22 rows of one handle are one product with a variant each")
    func groups() throws {
        let items = try shopify(
            """
            top,Varsity Top,<p>Warm &amp; <b>soft</b></p>,Acme,Shirts,"men, warm",true,Size,S,Fit,Slim,,200,59.99,true,123,http://i/1,A top
            top,,,,,,,,M,,Slim,TOP-M,0,60,,,http://i/2,
            cup,Cup,,Acme,,,false,Title,Default Title,,,,0,5,false,,,

            """
        )

        let top = try #require(items.first?.product)
        #expect(items.map(\.lastRow) == [2, 3] && items.allSatisfy(\.errors.isEmpty))
        #expect(top.title == "Varsity Top" && top.description == "Warm & soft" && top.tags == ["men", "warm"])
        #expect(
            top.options == [
                ProductOption(name: "Size", values: ["S", "M"]), ProductOption(name: "Fit", values: ["Slim"]),
            ]
        )
        #expect(top.variants.map(\.variant.sku.value) == ["top-s-slim", "TOP-M"])
        #expect(top.variants.map(\.priceMinor) == [5999, 6000])
        #expect(top.variants.map(\.variant.weightGrams) == [200, nil])
        #expect(top.images.count == 2)
        let cup = try #require(items.last?.product)
        #expect(cup.options.isEmpty && cup.status == .draft && cup.taxClass == "exempt")
        #expect(cup.variants.map(\.variant.sku.value) == ["cup"])
    }

    @Test("CAT-22 a bad row takes nothing from the rows beside it")
    func badRows() throws {
        let items = try shopify(
            """
            a,A,,,,,true,Size,S,,,A-S,0,1.00,,,,
            a,,,,,,,,M,,,A-M,0,1.999,,,,
            a,,,,,,,,L,,,A-L,0,x,,,,
            a,,,,,,,,S,,,A-S2,0,2,,,,
            short,row
            ,No handle,,,,,,,,,,,,,,,,
            b,,,,,,true,Size,S,,,B,0,1,,,,
            c,C,,,,,true,Title,Default Title,,,C,0,1,,,ftp://x,

            """
        )

        #expect(items.compactMap(\.product).map(\.origin) == ["shopify:a", "shopify:c"])
        #expect(items.first?.product?.variants.map(\.variant.sku.value) == ["A-S"])
        let errors = items.flatMap(\.errors).sorted { $0.row < $1.row }
        #expect(errors.map(\.row) == [2, 3, 4, 5, 6, 7, 8])
        #expect(errors[0].column == "Variant Price" && errors[5].column == "Title")
    }

    @Test(
        "CAT-22 prices are read exactly",
        arguments: [
            ("19.99", 2, Int64(1999)), ("20", 2, 2000), ("20.10", 2, 2010), ("500", 0, 500), ("500.00", 0, 500),
            ("1.25", 3, 1250), ("0", 2, 0),
        ]
    )
    func amounts(text: String, exponent: Int, minor: Int64) {
        #expect(DecimalAmount.minorUnits(text, exponent: exponent) == minor)
    }

    @Test(
        "CAT-22 what is no amount is refused",
        arguments: [
            "", ".", "1.", ".5", "-1", "+1", "1,00", "1.001", "1e3", "٣", " 1", "99999999999999999999", "NaN",
        ]
    )
    func noAmounts(text: String) {
        #expect(DecimalAmount.minorUnits(text, exponent: 2) == nil)
    }

    @Test("CAT-22 a header without its columns, or with one twice, is refused")
    func headers() {
        #expect(throws: ImportFileError.self) {
            try items("Handle,Title\nx,y\n") { try ShopifyReader(header: $0, currencyExponent: nil) }
        }
        #expect(throws: ImportFileError.self) {
            try items("product_id,product_id\n") { try CompleteJourneyReader(header: $0) }
        }
    }

    @Test("CAT-22 a row of the Complete Journey study is a product named after its kind")
    func completeJourney() throws {
        let items = try items(
            """
            product_id,manufacturer_id,department,brand,product_category,product_type,package_size
            25671,2,GROCERY,National,FRZN ICE,ICE - CRUSHED/CUBED,22 LB
            999,69,MISC,Private,,,
            ,1,X,Y,Z,Z,Z

            """
        ) { try CompleteJourneyReader(header: $0) }

        let ice = try #require(items.first?.product)
        #expect(ice.title == "ICE - CRUSHED/CUBED, 22 LB" && ice.categories == ["GROCERY", "FRZN ICE"])
        #expect(ice.variants.map(\.variant.sku.value) == ["25671"] && ice.brand == "National")
        #expect(items[1].product?.title == "MISC")
        #expect(items[2].errors == [RowError(row: 3, column: "product_id", detail: "is missing")])
    }
}
