import Models
import Postgres
import ServiceKit

/// A product in the light of one channel.
struct Listing: Sendable {
    let product: Product
    let publishedAt: Timestamp
}

struct ListingRepository: Sendable {
    let database: Database

    /// - Throws: when the product is not the editor's, not active, or the channel is unknown.
    func publish(_ id: ProductID, in channelID: ChannelID, by editor: Editor) async throws {
        try await database.transaction { session in
            let rows = try session.query(
                "SELECT status FROM products WHERE id = \(id) AND \(sql: editor.condition) FOR SHARE"
            )
            guard let row = rows.first else { throw CatalogError.productNotFound }
            guard try row.get("status") == ProductStatus.active else { throw CatalogError.productNotActive }
            do {
                try session.run(
                    """
                    INSERT INTO listings (channel_id, product_id)
                    VALUES (\(channelID), \(id))
                        ON CONFLICT DO NOTHING
                    """
                )
            } catch let error as PostgresError where error.isForeignKeyViolation {
                throw CatalogError.channelNotFound(channelID)
            }
        }
    }

    func withdraw(_ id: ProductID, from channelID: ChannelID, by editor: Editor) async throws {
        try await database.transaction { session in
            let rows = try session.query("SELECT FROM products WHERE id = \(id) AND \(sql: editor.condition)")
            guard !rows.isEmpty else { throw CatalogError.productNotFound }
            try session.run("DELETE FROM listings WHERE channel_id = \(channelID) AND product_id = \(id)")
        }
    }

    func find(_ id: ProductID, in channelID: ChannelID) async throws -> Listing {
        let rows = try await database.query(
            "\(sql: Self.select) WHERE l.channel_id = \(channelID) AND l.product_id = \(id) AND p.status = 'active'"
        )
        guard let listing = try await listings(rows).first else { throw CatalogError.listingNotFound }
        return listing
    }

    func list(_ channelID: ChannelID, _ page: PageRequest) async throws -> Page<Listing> {
        let after = try page.cursor?.key(as: ProductID.self) ?? .lowest
        let rows = try await database.query(
            """
            \(sql: Self.select)
             WHERE l.channel_id = \(channelID) AND l.product_id > \(after) AND p.status = 'active'
             ORDER BY l.product_id
             LIMIT \(page.limit + 1)::bigint
            """
        )
        return Page(try await listings(rows), limit: page.limit) { [$0.product.id.description] }
    }

    private func listings(_ rows: Rows) async throws -> [Listing] {
        let ids = try rows.map { try $0.get("id", as: ProductID.self) }
        let variants = try await Variant.byProduct(ids, in: database)
        return try zip(ids, rows).map { id, row in
            Listing(product: try Product(row, variants: variants[id] ?? []), publishedAt: try row.get("published_at"))
        }
    }

    private static let select: SQL = """
        SELECT \(sql: Product.columns), l.published_at
          FROM listings l
          JOIN products p ON p.id = l.product_id
        """
}
