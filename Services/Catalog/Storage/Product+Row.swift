import JSON
import Models
import Postgres

extension Product {
    /// The columns of `products p` that make a product, but for its variants.
    static let columns: SQL = """
        p.id, p.seller_id, p.title, p.description, p.status, p.tax_class, p.category_id, p.brand, p.tags, p.attributes,
        p.images, p.options, p.version, p.created_at, p.changed_at
        """

    init(_ row: Row, variants: [Variant]) throws(PostgresError) {
        try self.init(
            id: row.get("id"),
            sellerID: row.get("seller_id"),
            title: row.json("title"),
            description: row.jsonIfPresent("description"),
            status: row.get("status"),
            taxClass: row.get("tax_class"),
            categoryID: row.get("category_id"),
            brand: row.get("brand"),
            tags: row.json("tags"),
            attributes: row.json("attributes", as: AttributeMap.self).attributes,
            images: row.json("images"),
            options: row.json("options"),
            variants: variants,
            version: row.get("version"),
            createdAt: row.get("created_at"),
            changedAt: row.get("changed_at")
        )
    }
}

extension Variant {
    static let columns: SQL = "v.sku, v.product_id, v.choices, v.barcode, v.weight_grams"

    init(_ row: Row) throws(PostgresError) {
        try self.init(
            sku: row.get("sku"),
            choices: row.json("choices"),
            barcode: row.get("barcode"),
            weightGrams: row.get("weight_grams")
        )
    }

    static func byProduct(_ ids: [ProductID], in database: Database) async throws -> [ProductID: [Variant]] {
        try byProduct(
            try await database.query(
                """
                SELECT \(sql: columns)
                  FROM variants v
                 WHERE v.product_id = ANY(\(ids)::uuid[])
                 ORDER BY v.product_id, v.position
                """
            )
        )
    }

    /// By product, each list in the product's order.
    static func byProduct(_ rows: Rows) throws(PostgresError) -> [ProductID: [Variant]] {
        var variants: [ProductID: [Variant]] = [:]
        for row in rows { variants[try row.get("product_id"), default: []].append(try Variant(row)) }
        return variants
    }
}
