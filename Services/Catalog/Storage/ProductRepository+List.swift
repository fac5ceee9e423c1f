import Models
import Postgres
import ServiceKit

/// What a list of products is narrowed by.
struct ProductFilter: Sendable {
    var query: SearchQuery?
    var channelID: ChannelID?
    var categoryID: CategoryID?
    var sellerID: SellerID?
    var status: ProductStatus?
}

extension ProductRepository {
    /// By age, or by rank when words are looked for. Both orders end in the id, so that a page follows exactly where
    /// the one before ended.
    func list(_ filter: ProductFilter, for audience: Audience, _ page: PageRequest) async throws -> Page<Product> {
        let rows = try await database.query(
            """
            SELECT \(sql: Product.columns), p.rank
              FROM (SELECT p.*, \(sql: filter.rank) AS rank FROM products p WHERE \(sql: filter.condition(audience))) p
             WHERE \(sql: try filter.after(page.cursor))
             ORDER BY p.rank DESC, p.id
             LIMIT \(page.limit + 1)::bigint
            """
        )
        let ids = try rows.map { try $0.get("id", as: ProductID.self) }
        let variants = try await Variant.byProduct(ids, in: database)
        let found = try rows.map { row in
            let id = try row.get("id", as: ProductID.self)
            return (product: try Product(row, variants: variants[id] ?? []), rank: try row.get("rank", as: Int.self))
        }
        let ranked = Page<(product: Product, rank: Int)>(found, limit: page.limit) {
            ["\($0.rank)", "\($0.product.id)"]
        }
        return Page(items: ranked.items.map(\.product), next: ranked.next)
    }
}

extension ProductFilter {
    /// Millionths, as a whole number, because a cursor must find the very same rank again.
    fileprivate var rank: SQL {
        guard let query else { return "0" }
        return "(ts_rank('{0.1, 0.2, 0.4, 1.0}', p.search, \(query.literal)::tsquery) * 1000000)::int"
    }

    /// By age alone the id says it all, and the primary key finds the place.
    fileprivate func after(_ cursor: PageCursor?) throws(CatalogError) -> SQL {
        guard let cursor else { return "TRUE" }
        guard cursor.parts.count == 2, let rank = Int32(cursor.parts[0]), let id = ProductID(cursor.parts[1]) else {
            throw .badCursor
        }
        guard query != nil else { return "p.id > \(id)::uuid" }
        return "(p.rank < \(rank)::int OR p.rank = \(rank)::int AND p.id > \(id)::uuid)"
    }

    fileprivate func condition(_ audience: Audience) -> SQL {
        var condition = audience.condition
        if let query { condition += " AND p.search @@ \(query.literal)::tsquery" }
        if let status { condition += " AND p.status = \(status)" }
        if let sellerID { condition += " AND p.seller_id = \(sellerID)" }
        if let channelID {
            condition +=
                " AND EXISTS (SELECT FROM listings l WHERE l.product_id = p.id AND l.channel_id = \(channelID))"
        }
        if let categoryID {
            condition += """
                 AND p.category_id IN (
                    WITH RECURSIVE below AS (
                        SELECT \(categoryID)::text AS id
                         UNION
                        SELECT c.id FROM categories c JOIN below ON c.parent_id = below.id)
                    SELECT id FROM below)
                """
        }
        return condition
    }
}
