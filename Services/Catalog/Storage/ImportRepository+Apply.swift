import Algorithms
import JSON
import Models
import Postgres
import ServiceKit

extension ImportRepository {
    /// The database writes these while the next are being planned.
    private static let itemsPerPart = 100

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
                var knowledge = try ImportKnowledge(of: items.compactMap(\.product), by: editor, on: session)
                var (prices, errors, counts) = ([PriceSetting](), [RowError](), ImportCounts())
                for part in items.chunks(ofCount: Self.itemsPerPart) {
                    let plan = ImportPlan(part, knowing: knowledge, options: options, by: editor, at: .now)
                    try write(plan, options, on: session)
                    knowledge = plan.knowledge
                    prices += plan.prices
                    errors += plan.errors
                    counts = counts + plan.counts
                }
                try set(prices, options, by: editor, on: session)
                try ImportWriter.write(errors, of: state, on: session)
                return try advance(state, past: last, by: counts, on: session)
            }
        } catch let error as PostgresError where error.isUniqueViolation || error.isForeignKeyViolation {
            throw ImportError.interrupted
        }
    }

    private func write(_ plan: ImportPlan, _ options: ImportOptions, on session: borrowing Session) throws {
        try ImportWriter.write(plan.categories, on: session)
        try ImportWriter.write(plan.writes, on: session)
        try ImportWriter.publish(plan.publishable, in: options.publishTo, on: session)
        try outbox.append(plan.writes.map(\.product.changed), on: session)
    }

    private func set(
        _ settings: [PriceSetting],
        _ options: ImportOptions,
        by editor: Editor,
        on session: borrowing Session
    ) throws {
        guard let listID = options.priceListID, !settings.isEmpty else { return }
        let list = try prices.list(listID, by: editor, on: session)
        _ = try prices.write(try PriceBatch(settings, into: list), in: list, on: session)
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
        by counts: ImportCounts,
        on session: borrowing Session
    ) throws -> ImportState {
        let counts = state.counts + counts
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
}
