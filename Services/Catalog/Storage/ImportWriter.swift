import JSON
import Models
import Postgres

/// The statements of an import: each writes many rows from unnested arrays, and nobody waits for it.
enum ImportWriter {
    /// More errors than anybody mends by hand; the rest is only counted.
    private static let errorsKeptMax = 10_000

    static func write(_ categories: [Category], on session: borrowing Session) throws {
        guard !categories.isEmpty else { return }
        try session.send(
            """
            INSERT INTO categories (id, parent_id, name)
            SELECT * FROM unnest(\(categories.map(\.id))::text[], \(categories.map(\.parentID))::text[],
                                 \(categories.map { JSONText($0.name) })::json[])
                ON CONFLICT (id) DO NOTHING
            """
        )
    }

    static func write(_ writes: [ImportPlan.Write], on session: borrowing Session) throws {
        guard !writes.isEmpty else { return }
        let products = writes.map(\.product)
        try session.send(
            """
            INSERT INTO products (id, seller_id, origin, origin_content, title, description, status, tax_class,
                                  category_id, brand, tags, attributes, images, options, search, version,
                                  created_at, changed_at)
            SELECT * FROM unnest(
                \(products.map(\.id))::uuid[], \(products.map(\.sellerID))::uuid[], \(writes.map(\.scopedOrigin))::text[],
                \(writes.map { Int64(bitPattern: $0.checksum) })::bigint[],
                \(products.map { JSONText($0.title) })::json[],
                \(products.map { $0.description.map { JSONText($0) } })::json[],
                \(products.map(\.status))::text[], \(products.map(\.taxClass))::text[],
                \(products.map(\.categoryID))::text[], \(products.map(\.brand))::text[],
                \(products.map { JSONText($0.tags) })::jsonb[],
                \(products.map { JSONText(AttributeMap($0.attributes)) })::json[],
                \(products.map { JSONText($0.images) })::jsonb[], \(products.map { JSONText($0.options) })::jsonb[],
                \(products.map(\.searchDocument.literal))::tsvector[], \(products.map(\.version))::bigint[],
                \(products.map(\.createdAt))::timestamptz[], \(products.map(\.changedAt))::timestamptz[])
                ON CONFLICT (id) DO UPDATE
               SET origin_content = excluded.origin_content, title = excluded.title,
                   description = excluded.description, status = excluded.status, tax_class = excluded.tax_class,
                   category_id = excluded.category_id, brand = excluded.brand, tags = excluded.tags,
                   attributes = excluded.attributes, images = excluded.images, options = excluded.options,
                   search = excluded.search, version = excluded.version, changed_at = excluded.changed_at
            """
        )
        try write(variantsOf: products, on: session)
    }

    private static func write(variantsOf products: [Product], on session: borrowing Session) throws {
        let rows = products.flatMap { product in
            product.variants.enumerated().map { (productID: product.id, position: $0.offset, variant: $0.element) }
        }
        try session.send(
            """
            INSERT INTO variants AS old (sku, product_id, position, choices, barcode, weight_grams)
            SELECT * FROM unnest(
                \(rows.map(\.variant.sku))::text[], \(rows.map(\.productID))::uuid[], \(rows.map(\.position))::int[],
                \(rows.map { JSONText($0.variant.choices) })::jsonb[], \(rows.map(\.variant.barcode))::text[],
                \(rows.map(\.variant.weightGrams))::int[])
                ON CONFLICT (sku) DO UPDATE
               SET position = excluded.position, choices = excluded.choices, barcode = excluded.barcode,
                   weight_grams = excluded.weight_grams
             WHERE old.product_id = excluded.product_id
               AND (old.position, old.choices, old.barcode, old.weight_grams)
                   IS DISTINCT FROM (excluded.position, excluded.choices, excluded.barcode, excluded.weight_grams)
            """
        )
    }

    static func publish(_ products: [ProductID], in channels: [ChannelID], on session: borrowing Session) throws {
        guard !products.isEmpty, !channels.isEmpty else { return }
        try session.send(
            """
            INSERT INTO listings (channel_id, product_id)
            SELECT channel_id, product_id
              FROM unnest(\(channels)::text[]) AS channel_id, unnest(\(products)::uuid[]) AS product_id
                ON CONFLICT DO NOTHING
            """
        )
    }

    static func write(_ errors: [RowError], of state: ImportState, on session: borrowing Session) throws {
        let room = Self.errorsKeptMax - state.counts.errors
        guard room > 0, !errors.isEmpty else { return }
        let kept = errors.prefix(room)
        try session.send(
            """
            INSERT INTO import_errors (import_id, row_number, ordinal, column_name, detail)
            SELECT \(state.id)::uuid, row_number, number, column_name, detail
              FROM unnest(\(kept.map(\.row))::bigint[], \(kept.map(\.column))::text[], \(kept.map(\.detail))::text[])
                   WITH ORDINALITY AS bad (row_number, column_name, detail, number)
            """
        )
    }
}

extension ImportPlan.Write {
    /// Two sellers' files may use the same names for their products.
    fileprivate var scopedOrigin: String {
        let editor = product.sellerID.map(Editor.seller) ?? .merchant
        return editor.scoped(origin)
    }
}

extension Editor {
    func scoped(_ origin: String) -> String {
        switch self {
        case .merchant: origin
        case .seller(let id): "\(id)/\(origin)"
        }
    }

    func unscoped(_ origin: String) -> String {
        switch self {
        case .merchant: origin
        case .seller(let id): String(origin.dropFirst("\(id)/".count))
        }
    }
}
