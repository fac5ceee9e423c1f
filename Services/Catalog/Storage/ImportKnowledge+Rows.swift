import JSON
import Models
import Postgres

extension ImportKnowledge {
    /// Looks up everything that these products name, in one round trip. Only those that changed are read as a whole.
    init(of products: [ImportedProduct], by editor: Editor, on session: borrowing Session) throws {
        let origins = products.map { editor.scoped($0.origin) }
        let named: SQL = """
            unnest(\(origins)::text[], \(products.map { Int64(bitPattern: $0.checksum) })::bigint[]) AS named (origin, content)
            """
        let found = try session.pipeline([
            "SELECT p.id, p.origin FROM \(sql: named) JOIN products p USING (origin) WHERE p.origin_content = content",
            """
            SELECT \(sql: Product.columns), p.origin, p.origin_content
              FROM \(sql: named)
              JOIN products p USING (origin)
             WHERE p.origin_content <> content
            """,
            """
            SELECT \(sql: Variant.columns)
              FROM \(sql: named)
              JOIN products p USING (origin)
              JOIN variants v ON v.product_id = p.id
             WHERE p.origin_content <> content
             ORDER BY v.product_id, v.position
            """,
            """
            SELECT sku, product_id
              FROM variants
             WHERE sku = ANY(\(products.flatMap { $0.variants.map(\.variant.sku) })::text[])
            """,
            "SELECT id FROM categories WHERE id = ANY(\(Self.categories(of: products))::text[])",
        ])
        try read(unchanged: found[0], changed: found[1], Variant.byProduct(found[2]), editor)
        for row in found[3] { owners[try row.get("sku")] = try row.get("product_id", as: ProductID.self) }
        for row in found[4] { categories.insert(try row.get("id")) }
    }

    private mutating func read(
        unchanged rows: Rows,
        changed: Rows,
        _ variants: [ProductID: [Variant]],
        _ editor: Editor
    ) throws(PostgresError) {
        for row in rows { unchanged[editor.unscoped(try row.get("origin"))] = try row.get("id", as: ProductID.self) }
        for row in changed {
            let id = try row.get("id", as: ProductID.self)
            products[editor.unscoped(try row.get("origin"))] = Known(
                product: try Product(row, variants: variants[id] ?? []),
                checksum: UInt64(bitPattern: try row.get("origin_content", as: Int64.self))
            )
        }
    }

    private static func categories(of products: [ImportedProduct]) -> [CategoryID] {
        let paths = Set(products.map(\.categories))
        let ids = paths.flatMap { names in names.indices.compactMap { CategoryID(path: Array(names[...$0])) } }
        return Array(Set(ids))
    }
}
