import JSON
import Models
import Postgres
import ServiceKit

struct ImportRepository: Sendable {
    let database: Database
    let outbox: Outbox
    let prices: PriceRepository

    /// The import, new or as an earlier attempt left it.
    /// - Throws: when the id stands for something else, or the options name what is not there.
    func begin(
        _ id: ImportID,
        _ format: ImportFormat,
        _ options: ImportOptions,
        by editor: Editor
    ) async throws -> ImportState {
        try await database.transaction { session in
            try check(options, by: editor, on: session)
            try session.run(
                """
                INSERT INTO imports (id, seller_id, format, options)
                VALUES (\(id), \(editor.owner(proposed: nil)), \(format), \(json: options))
                    ON CONFLICT (id) DO NOTHING
                """
            )
            let rows = try session.query(
                """
                \(sql: Self.select)
                 WHERE id = \(id) AND seller_id IS NOT DISTINCT FROM \(editor.owner(proposed: nil))::uuid
                   AND format = \(format) AND options = \(json: options)::jsonb
                """
            )
            guard let row = rows.first else { throw ImportError.differs }
            return try ImportState(row)
        }
    }

    func find(_ id: ImportID, for editor: Editor) async throws -> ImportState {
        let rows = try await database.query("\(sql: Self.select) WHERE id = \(id) AND \(sql: editor.condition)")
        guard let row = rows.first else { throw ImportError.notFound }
        return try ImportState(row)
    }

    func errors(of id: ImportID, limit: Int, after cursor: PageCursor?) async throws -> Page<RowError> {
        let after = try ErrorPosition(cursor)
        let rows = try await database.query(
            """
            SELECT row_number, ordinal, column_name, detail
              FROM import_errors
             WHERE import_id = \(id) AND (row_number, ordinal) > (\(after.row)::bigint, \(after.ordinal)::int)
             ORDER BY row_number, ordinal
             LIMIT \(limit + 1)::bigint
            """
        )
        let found = try rows.map { (error: try RowError($0), position: try ErrorPosition($0)) }
        let page = Page<(error: RowError, position: ErrorPosition)>(found, limit: limit) { $0.position.parts }
        return Page(items: page.items.map(\.error), next: page.next)
    }

    func finish(_ state: ImportState) async throws -> ImportState {
        let rows = try await database.query(
            """
            UPDATE imports
               SET status = 'finished', progressed_at = now()
             WHERE id = \(state.id) AND rows_applied = \(state.rowsApplied)
            RETURNING \(sql: Self.columns)
            """
        )
        guard let row = rows.first else { throw ImportError.busy }
        return try ImportState(row)
    }

    private func check(_ options: ImportOptions, by editor: Editor, on session: borrowing Session) throws {
        if let id = options.priceListID { _ = try prices.list(id, by: editor, on: session) }
        let known = try session.query("SELECT id FROM channels WHERE id = ANY(\(options.publishTo)::text[])")
        guard known.count == Set(options.publishTo).count else {
            throw CatalogError.unknownChannel(field: "/publishTo")
        }
    }

    static let columns: SQL = """
        id, format, status, rows_applied, checksum, created_count, changed_count, unchanged_count, error_count,
        started_at, progressed_at
        """

    static let select: SQL = "SELECT \(sql: columns) FROM imports"
}

/// Where a page of errors ends.
private struct ErrorPosition {
    let row: Int
    let ordinal: Int

    init(_ row: Row) throws(PostgresError) {
        self.row = try row.get("row_number")
        ordinal = try row.get("ordinal")
    }

    init(_ cursor: PageCursor?) throws(CatalogError) {
        guard let cursor else {
            (row, ordinal) = (-1, 0)
            return
        }
        guard cursor.parts.count == 2, let row = Int32(cursor.parts[0]), let ordinal = Int32(cursor.parts[1]) else {
            throw .badCursor
        }
        (self.row, self.ordinal) = (Int(row), Int(ordinal))
    }

    var parts: [String] { ["\(row)", "\(ordinal)"] }
}

extension RowError {
    fileprivate init(_ row: Row) throws(PostgresError) {
        try self.init(row: row.get("row_number"), column: row.get("column_name"), detail: row.get("detail"))
    }
}

extension ImportState {
    init(_ row: Row) throws(PostgresError) {
        try self.init(
            id: row.get("id"),
            format: row.get("format"),
            status: row.get("status"),
            rowsApplied: row.get("rows_applied"),
            checksum: UInt64(bitPattern: row.get("checksum", as: Int64.self)),
            counts: ImportCounts(
                created: row.get("created_count"),
                changed: row.get("changed_count"),
                unchanged: row.get("unchanged_count"),
                errors: row.get("error_count")
            ),
            startedAt: row.get("started_at"),
            progressedAt: row.get("progressed_at")
        )
    }
}
