import JSON
import Models
import Postgres
import ServiceKit

extension ImportRepository {
    /// Applies a batch and moves the import on in one transaction, so that a row counts as applied exactly when it is.
    func apply(
        _ items: [ImportItem],
        to state: ImportState,
        _ options: ImportOptions,
        by editor: Editor
    ) async throws -> ImportState {
        guard let last = items.last else { return state }
        do {
            return try await database.transaction { session in
                try lock(state, on: session)
                let knowledge = try knowledge(of: items, by: editor, on: session)
                let plan = ImportPlan(items, knowing: knowledge, options: options, by: editor, at: .now)
                try write(plan, options, by: editor, on: session)
                return try advance(state, past: last, plan, on: session)
            }
        } catch let error as PostgresError where error.isUniqueViolation || error.isForeignKeyViolation {
            throw ImportError.interrupted
        }
    }

    private func write(
        _ plan: ImportPlan,
        _ options: ImportOptions,
        by editor: Editor,
        on session: borrowing Session
    ) throws {
        try ImportWriter.write(plan.categories, on: session)
        try ImportWriter.write(plan.writes, on: session)
        try ImportWriter.publish(plan.publishable, in: options.publishTo, on: session)
        try outbox.append(plan.writes.map(\.product.changed), on: session)
        guard let listID = options.priceListID, !plan.prices.isEmpty else { return }
        let list = try prices.list(listID, by: editor, on: session)
        _ = try prices.write(try PriceBatch(plan.prices, into: list), in: list, on: session)
    }

    /// Another upload of the same import cannot pass; when it was here before, this one has lost its place.
    private func lock(_ state: ImportState, on session: borrowing Session) throws {
        let rows = try session.query(
            """
            SELECT FROM imports
             WHERE id = \(state.id) AND rows_applied = \(state.rowsApplied) AND status = 'running'
               FOR UPDATE
            """
        )
        if rows.isEmpty { throw ImportError.busy }
    }

    private func advance(
        _ state: ImportState,
        past last: ImportItem,
        _ plan: ImportPlan,
        on session: borrowing Session
    ) throws -> ImportState {
        try ImportWriter.write(plan.errors, of: state, on: session)
        let counts = state.counts + plan.counts
        let rows = try session.query(
            """
            UPDATE imports
               SET rows_applied = \(last.lastRow), checksum = \(Int64(bitPattern: last.checksum)),
                   created_count = \(counts.created), changed_count = \(counts.changed),
                   unchanged_count = \(counts.unchanged), error_count = \(counts.errors), progressed_at = now()
             WHERE id = \(state.id)
            RETURNING \(sql: Self.columns)
            """
        )
        return try rows.first.map(ImportState.init) ?? state
    }

    private func knowledge(
        of items: [ImportItem],
        by editor: Editor,
        on session: borrowing Session
    ) throws -> ImportKnowledge {
        let products = items.compactMap(\.product)
        let origins = products.map { editor.scoped($0.origin) }
        let skus = products.flatMap { $0.variants.map(\.variant.sku) }
        let categories = products.flatMap { product in
            product.categories.indices.compactMap { CategoryID(path: Array(product.categories[...$0])) }
        }
        let found = try session.pipeline([
            "SELECT \(sql: Product.columns), p.origin, p.origin_content FROM products p WHERE p.origin = ANY(\(origins)::text[])",
            """
            SELECT \(sql: Variant.columns)
              FROM products p
              JOIN variants v ON v.product_id = p.id
             WHERE p.origin = ANY(\(origins)::text[])
             ORDER BY v.product_id, v.position
            """,
            "SELECT sku, product_id FROM variants WHERE sku = ANY(\(skus)::text[])",
            "SELECT id FROM categories WHERE id = ANY(\(Array(Set(categories)))::text[])",
        ])
        let variants = try Variant.byProduct(found[1])
        var knowledge = ImportKnowledge()
        for row in found[0] {
            let id = try row.get("id", as: ProductID.self)
            knowledge.products[editor.unscoped(try row.get("origin"))] = ImportKnowledge.Known(
                product: try Product(row, variants: variants[id] ?? []),
                checksum: UInt64(bitPattern: try row.get("origin_content", as: Int64.self))
            )
        }
        for row in found[2] { knowledge.owners[try row.get("sku")] = try row.get("product_id", as: ProductID.self) }
        for row in found[3] { knowledge.categories.insert(try row.get("id")) }
        return knowledge
    }
}
