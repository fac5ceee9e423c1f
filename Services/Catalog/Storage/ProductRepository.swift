import JSON
import Models
import Postgres
import ServiceKit

struct ProductRepository: Sendable {
    let database: Database
    let outbox: Outbox

    func create(_ product: Product, on session: borrowing Session) throws {
        try refusingConflicts {
            try session.run(
                """
                INSERT INTO products (id, seller_id, title, description, status, tax_class, category_id, brand, tags,
                                      attributes, images, options, search, created_at, changed_at)
                VALUES (\(product.id), \(product.sellerID), \(json: product.title), \(json: product.description),
                        \(product.status), \(product.taxClass), \(product.categoryID), \(product.brand),
                        \(json: product.tags), \(json: AttributeMap(product.attributes)), \(json: product.images),
                        \(json: product.options), \(product.searchDocument.literal)::tsvector, \(product.createdAt),
                        \(product.changedAt))
                """
            )
            try insert(product.variants, of: product, startingAt: 0, on: session)
        }
        try outbox.append(product.changed, on: session)
    }

    func find(_ id: ProductID, for audience: Audience) async throws -> Product {
        async let products = database.query(
            "SELECT \(sql: Product.columns) FROM products p WHERE p.id = \(id) AND \(sql: audience.condition)"
        )
        async let variants = database.query(
            "SELECT \(sql: Variant.columns) FROM variants v WHERE v.product_id = \(id) ORDER BY v.position"
        )
        guard let row = try await products.first else { throw CatalogError.productNotFound }
        return try await Product(row, variants: variants.map(Variant.init))
    }

    func findVariant(_ sku: SKU, for audience: Audience) async throws -> (Variant, Product) {
        let rows = try await database.query(
            """
            SELECT \(sql: Product.columns), \(sql: Variant.columns)
              FROM variants v
              JOIN products p ON p.id = v.product_id
             WHERE v.sku = \(sku) AND \(sql: audience.condition)
            """
        )
        guard let row = rows.first else { throw CatalogError.variantNotFound(sku) }
        let variant = try Variant(row)
        return (variant, try Product(row, variants: [variant]))
    }

    /// Changes the product if the editor may, and if it still is the version that was read; nil takes any version.
    func update(
        _ id: ProductID,
        version: Int64?,
        by editor: Editor,
        on session: borrowing Session,
        _ rule: (Product) throws -> Product
    ) throws -> Product {
        let old = try lock(id, by: editor, on: session)
        guard version == nil || old.version == version else { throw CatalogError.versionMismatch }
        var product = try rule(old)
        product.version = old.version + 1
        try refusingConflicts {
            try write(product, on: session)
            try insert(
                Array(product.variants.dropFirst(old.variants.count)),
                of: product,
                startingAt: old.variants.count,
                on: session
            )
        }
        try outbox.append(product.changed, on: session)
        return product
    }

    private func lock(_ id: ProductID, by editor: Editor, on session: borrowing Session) throws -> Product {
        let rows = try session.pipeline([
            """
            SELECT \(sql: Product.columns) FROM products p
             WHERE p.id = \(id) AND \(sql: editor.condition)
               FOR UPDATE
            """,
            "SELECT \(sql: Variant.columns) FROM variants v WHERE v.product_id = \(id) ORDER BY v.position",
        ])
        guard let row = rows[0].first else { throw CatalogError.productNotFound }
        return try Product(row, variants: rows[1].map(Variant.init))
    }

    private func write(_ product: Product, on session: borrowing Session) throws {
        try session.run(
            """
            UPDATE products
               SET title = \(json: product.title), description = \(json: product.description),
                   status = \(product.status), tax_class = \(product.taxClass), category_id = \(product.categoryID),
                   brand = \(product.brand), tags = \(json: product.tags),
                   attributes = \(json: AttributeMap(product.attributes)), images = \(json: product.images),
                   options = \(json: product.options), search = \(product.searchDocument.literal)::tsvector,
                   version = \(product.version), changed_at = \(product.changedAt)
             WHERE id = \(product.id)
            """
        )
    }

    private func insert(
        _ variants: [Variant],
        of product: Product,
        startingAt position: Int,
        on session: borrowing Session
    ) throws {
        guard !variants.isEmpty else { return }
        let skus = variants.map(\.sku)
        let taken = try session.query("SELECT sku FROM variants WHERE sku = ANY(\(skus)::text[]) ORDER BY sku LIMIT 1")
        if let row = taken.first { throw CatalogError.skuTaken(try row.get("sku")) }
        try session.run(
            """
            INSERT INTO variants (sku, product_id, position, choices, barcode, weight_grams)
            SELECT sku, \(product.id)::uuid, \(position)::int + number - 1, choices, barcode, weight_grams
              FROM unnest(\(skus)::text[], \(variants.map { JSONText($0.choices) })::jsonb[],
                          \(variants.map(\.barcode))::text[], \(variants.map(\.weightGrams))::int[])
                   WITH ORDINALITY AS new (sku, choices, barcode, weight_grams, number)
            """
        )
    }
}

/// Says in the catalogue's words what a constraint of the database refused.
private func refusingConflicts(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as PostgresError {
        switch error.constraint {
        case "products_category_id_fkey": throw CatalogError.unknownCategory(field: "/categoryId")
        // Somebody else's transaction was faster than the look before.
        case "variants_pkey", "variants_one_per_combination": throw CatalogError.variantAppeared
        default: throw error
        }
    }
}
