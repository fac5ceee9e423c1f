import Postgres

/// What Postgres was asked, from pg_stat_statements: how many statements a piece of work, and which took the time.
///
/// Each is a round trip at most; those that go down together in a pipeline share one.
struct StatementCount: Sendable {
    struct Line: Sendable {
        let calls: Double
        let milliseconds: Double
        let rows: Double
        let text: String
    }

    let lines: [Line]
    let perPiece: Double

    /// Restarts the shop with the counter on; it would cost a little where nothing is counted.
    /// - Parameters:
    ///   - warming: Runs before the counter is set to zero.
    ///   - measured: Returns the pieces that were done.
    static func taking(
        from bench: BenchShop,
        warming: () async throws -> Void,
        measured: () async throws -> Int
    ) async throws -> StatementCount {
        try await bench.restart(settings: [
            "shared_preload_libraries": "'pg_stat_statements'", "pg_stat_statements.track": "top",
        ])
        try bench.shop.postgres.sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        try await warming()
        return try await CostMeter.with(bench) { meter in
            _ = try await meter.database.query("SELECT pg_stat_statements_reset()")
            let pieces = try await measured()
            return try await read(from: meter.database, pieces: pieces)
        }
    }

    /// The services' own statements; those of the bench and of the check come from the server's owner.
    private static func read(from database: Database, pieces: Int) async throws -> StatementCount {
        let pieces = Double(max(pieces, 1))
        let rows = try await database.query(
            """
            SELECT rolname, sum(calls)::double precision AS calls, sum(total_exec_time)::double precision AS milliseconds,
                   sum(rows)::double precision AS rows,
                   left(regexp_replace(query, '\\s+', ' ', 'g'), 110) AS query
              FROM pg_stat_statements JOIN pg_roles ON pg_roles.oid = userid
             WHERE rolname LIKE 'emporia\\_%'
             GROUP BY rolname, query
             ORDER BY milliseconds DESC
            """
        )
        let lines = try rows.map { row in
            Line(
                calls: try row.get("calls", as: Double.self) / pieces,
                milliseconds: try row.get("milliseconds", as: Double.self) / pieces,
                rows: try row.get("rows", as: Double.self) / pieces,
                text: try row.get("rolname", as: String.self).dropFirst("emporia_".count) + ": "
                    + row.get("query", as: String.self)
            )
        }
        return StatementCount(lines: lines, perPiece: lines.reduce(0) { $0 + $1.calls })
    }

    /// The dearest twenty-five.
    var table: Table {
        var table = Table(columns: ["ms", "calls", "rows", ""], names: 3)
        for line in lines.prefix(25) {
            table.add(line.milliseconds.fixed(4), line.calls.fixed(2), line.rows.fixed(2), line.text)
        }
        return table
    }
}
