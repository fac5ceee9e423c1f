import Models
import Testing

@testable import CatalogService

@Suite("CAT-05 Options and variants")
struct OptionMatrixTests {
    private static let three = [
        ProductOption(name: "Colour", values: ["Blue", "Dark Red"]),
        ProductOption(name: "Size", values: ["S", "M", "L"]),
        ProductOption(name: "Fit", values: ["修身", "wide"]),
    ]

    @Test("CAT-05 three options yield exactly their Cartesian set of SKUs")
    func cartesianSet() throws {
        let variants = try OptionMatrix(Self.three).variants(base: "shirt")

        #expect(variants.count == 12)
        #expect(Set(variants.map(\.choices)).count == 12)
        #expect(variants.first?.sku.value == "shirt-blue-s-修身" && variants.last?.sku.value == "shirt-dark-red-l-wide")
    }

    @Test("CAT-05 a product without options has one variant")
    func noOptions() throws {
        #expect(try OptionMatrix([]).variants(base: "cup").map(\.sku.value) == ["cup"])
    }

    @Test("CAT-05 a repeated combination, a value that is none and a repeated SKU are refused")
    func refusals() throws {
        let matrix = try OptionMatrix([ProductOption(name: "Size", values: ["S", "M"])])
        let small = Variant(sku: .sample("a"), choices: ["S"])

        #expect(throws: CatalogError.duplicateCombination(.sample("b"))) {
            try matrix.check([small, Variant(sku: .sample("b"), choices: ["S"])])
        }
        #expect(throws: CatalogError.notACombination(.sample("b"))) {
            try matrix.check([Variant(sku: .sample("b"), choices: ["XL"])])
        }
        #expect(throws: CatalogError.skuTaken(.sample("a"))) {
            try matrix.check([small, Variant(sku: .sample("a"), choices: ["M"])])
        }
    }

    @Test("CAT-05 two values that make one SKU are told, not merged")
    func slugClash() throws {
        let matrix = try OptionMatrix([ProductOption(name: "Size", values: ["X L", "x-l"])])

        #expect(throws: CatalogError.skuTaken(.sample("a-x-l"))) { try matrix.variants(base: "a") }
    }

    @Test("CAT-05 too many combinations are refused, also past 64 bits")
    func tooMany() {
        let option = { (name: Int) in ProductOption(name: "\(name)", values: (0..<100).map(String.init)) }

        #expect(throws: CatalogError.self) { try OptionMatrix((0..<2).map(option)) }
        #expect(throws: CatalogError.self) { try OptionMatrix((0..<20).map(option)) }
        #expect(throws: CatalogError.optionNamedTwice) { try OptionMatrix([option(1), option(1)]) }
    }

    @Test("CAT-05 an added variant brings its new value along")
    func adding() throws {
        let draft = ProductDraft(
            title: LocalizedText("Shirt"),
            options: [ProductOption(name: "Size", values: ["S"])],
            variants: .everyCombination(base: "shirt")
        )

        let product = try draft.product(at: .now).adding(
            VariantDraft(sku: .sample("shirt-xl"), choices: ["Size": "XL"]),
            at: .now
        )

        #expect(product.options == [ProductOption(name: "Size", values: ["S", "XL"])])
        #expect(throws: CatalogError.duplicateCombination(.sample("other"))) {
            try product.adding(VariantDraft(sku: .sample("other"), choices: ["Size": "XL"]), at: .now)
        }
    }
}
