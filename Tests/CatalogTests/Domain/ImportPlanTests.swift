import Models
import Testing

@testable import CatalogService

@Suite("CAT-22 What an import changes")
struct ImportPlanTests {
    private func item(
        _ origin: String,
        title: String = "Tea",
        sku: String,
        price: Int64? = nil,
        categories: [String] = [],
        row: Int = 1
    ) -> ImportItem {
        let variant = Variant(sku: .sample(sku), choices: [])
        let product = ImportedProduct(
            origin: origin,
            row: row,
            title: title,
            categories: categories,
            variants: [ImportedVariant(variant: variant, row: row, priceMinor: price)]
        )
        return ImportItem(product: product, lastRow: row, checksum: UInt64(row))
    }

    private func plan(
        _ items: [ImportItem],
        _ knowledge: ImportKnowledge = ImportKnowledge(),
        by editor: Editor = .merchant,
        locale: LanguageTag = .english
    ) -> ImportPlan {
        ImportPlan(items, knowing: knowledge, options: ImportOptions(locale: locale), by: editor, at: .now)
    }

    /// What the catalogue knows once a plan is carried out.
    private func knowledge(after plan: ImportPlan) -> ImportKnowledge {
        var knowledge = ImportKnowledge()
        for write in plan.writes {
            knowledge.products[write.origin] = .init(product: write.product, checksum: write.checksum)
            for variant in write.product.variants { knowledge.owners[variant.sku] = write.product.id }
        }
        return knowledge
    }

    @Test("CAT-22 the same file again changes nothing, but still names its prices")
    func repeats() {
        let items = [item("a", sku: "A", price: 100), item("b", sku: "B", price: 200)]
        let first = plan(items)

        let second = plan(items, knowledge(after: first))

        #expect(first.counts == ImportCounts(created: 2))
        #expect(second.counts == ImportCounts(unchanged: 2) && second.writes.isEmpty)
        #expect(second.prices.map(\.amountMinor) == [100, 200])
    }

    @Test("CAT-22 a changed product keeps its id and its texts in other languages")
    func changes() throws {
        let first = plan([item("a", sku: "A")])

        let second = plan([item("a", title: "茶", sku: "A")], knowledge(after: first), locale: .chinese)

        let product = try #require(second.writes.first?.product)
        #expect(product.id == first.writes.first?.product.id && product.version == 2)
        #expect(product.title[.chinese] == "茶" && product.title[.english] == "Tea")
    }

    @Test("CAT-22 a SKU of another product is refused, row by row")
    func takenSKU() {
        let first = plan([item("a", sku: "A")])

        let second = plan([item("b", sku: "A", row: 7), item("c", sku: "C")], knowledge(after: first))
        let within = plan([item("x", sku: "X"), item("y", sku: "X", row: 9)])

        #expect(second.errors.map(\.row) == [7] && second.counts.created == 1)
        #expect(within.errors.map(\.row) == [9] && within.counts.created == 1)
    }

    @Test("CAT-22 a merchant's import adds its categories parents first, a seller's adds none")
    func categories() {
        let items = [item("a", sku: "A", categories: ["Grocery", "Frozen Ice"])]

        let merchant = plan(items)
        let seller = plan(items, by: .seller(SellerID()))

        #expect(merchant.categories.map(\.id.value) == ["grocery", "grocery.frozen-ice"])
        #expect(merchant.writes.first?.product.categoryID?.value == "grocery.frozen-ice")
        #expect(seller.categories.isEmpty && seller.writes.first?.product.categoryID == nil)
    }

    @Test("CAT-22 a resumed import passes over what is applied, and knows another file")
    func resumes() throws {
        let now = Timestamp.now
        var state = ImportState(id: ImportID(), format: .shopify, startedAt: now, progressedAt: now)
        state.rowsApplied = 2
        state.checksum = 2
        var same = ImportProgress(resuming: state)
        var other = same
        let short = same

        #expect(try same.admit(item("a", sku: "A", row: 1)) == nil)
        #expect(try same.admit(item("b", sku: "B", row: 2)) == nil)
        #expect(try same.admit(item("c", sku: "C", row: 3)) != nil)
        try same.finish()
        #expect(throws: ImportError.differs) {
            try other.admit(ImportItem(product: nil, lastRow: 2, checksum: 99))
        }
        #expect(throws: ImportError.differs) { try short.finish() }
    }

    @Test("CAT-22 a product named twice in a file is applied once and told")
    func namedTwice() throws {
        let now = Timestamp.now
        var progress = ImportProgress(
            resuming: ImportState(id: ImportID(), format: .shopify, startedAt: now, progressedAt: now)
        )

        let first = try progress.admit(item("a", sku: "A", row: 1))
        let second = try progress.admit(item("a", sku: "A", row: 2))

        #expect(first?.product != nil && second?.product == nil && second?.errors.map(\.row) == [2])
    }
}
