import JSON
import Models
import Postgres

extension ImportKnowledge {
    /// Looks up everything that these products name, in one round trip, and in a second one those that changed.
    init(of products: [ImportedProduct], by editor: Editor, on session: borrowing Session) throws {
        let origins = products.map { editor.scoped($0.origin) }
        let checksums = products.map { Int64(bitPattern: $0.checksum) }
        let found = try session.pipeline([
            """
            SELECT p.id, p.origin, p.origin_content = content AS is_same
              FROM unnest(\(origins)::text[], \(checksums)::bigint[]) AS named (origin, content)
              JOIN products p USING (origin)
            """,
            """
            SELECT sku, product_id
              FROM variants
             WHERE sku = ANY(\(products.flatMap { $0.variants.map(\.variant.sku) })::text[])
            """,
            "SELECT id FROM categories WHERE id = ANY(\(Self.categories(of: products))::text[])",
        ])
        var changed: [ProductID] = []
        for row in found[0] {
            let id = try row.get("id", as: ProductID.self)
            if try row.get("is_same") {
                unchanged[editor.unscoped(try row.get("origin"))] = id
            } else {
                changed.append(id)
            }
        }
        for row in found[1] { owners[try row.get("sku")] = try row.get("product_id", as: ProductID.self) }
        for row in found[2] { categories.insert(try row.get("id")) }
        if !changed.isEmpty { try read(changed, editor, on: session) }
    }

    private mutating func read(_ changed: [ProductID], _ editor: Editor, on session: borrowing Session) throws {
        let found = try session.pipeline([
            "SELECT \(sql: Product.columns), p.origin, p.origin_content FROM products p WHERE id = ANY(\(changed)::uuid[])",
            """
            SELECT \(sql: Variant.columns)
              FROM variants v
             WHERE v.product_id = ANY(\(changed)::uuid[])
             ORDER BY v.product_id, v.position
            """,
        ])
        let variants = try Variant.byProduct(found[1])
        for row in found[0] {
            let id = try row.get("id", as: ProductID.self)
            self.products[editor.unscoped(try row.get("origin"))] = Known(
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
