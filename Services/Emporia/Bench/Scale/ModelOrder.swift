import JSON
import Models
import Postgres

/// An order with all its rows in all services, as the pattern of copies.
///
/// Found by its ids, so that it needs no list of tables: a row that names one of them belongs to it, and that row's own
/// key is one of them too. What a service keeps for a while only, as messages and keys, is left out.
struct ModelOrder: Sendable {
    private let rows: [ModelRow]
    private let ids: Set<String>
    /// Texts that may occur only once, such as the order's number.
    private let uniqueTexts: Set<String>

    static func all(in bench: BenchShop) async throws -> [ModelOrder] {
        try await Database.with(bench.server) { database in
            let tables = try await ModelTable.all(in: database)
            let orders = try await database.query(
                """
                SELECT id::text AS id, customer_id::text AS customer FROM "order".orders WHERE status = 'delivered'
                """
            )
            guard !orders.isEmpty else { throw BenchFailure("no order of the past was delivered") }
            var models: [ModelOrder] = []
            for order in orders {
                models.append(try await find([order.get("id"), order.get("customer")], tables, in: database))
            }
            return models
        }
    }

    private static func find(
        _ known: Set<String>,
        _ tables: [ModelTable],
        in database: Database
    ) async throws -> ModelOrder {
        var ids = known
        var rows: [ModelRow] = []
        while true {
            rows = []
            for table in tables { rows += try await table.rows(naming: ids, in: database) }
            let found = ids.union(rows.flatMap(\.keys))
            if found == ids { break }
            ids = found
        }
        return ModelOrder(rows: rows, ids: ids, uniqueTexts: Set(rows.flatMap(\.uniqueTexts)))
    }

    /// Copies for these numbers. Rules and triggers are off: they have been kept by the model, and a copy differs in
    /// nothing that they look at.
    func copies(_ numbers: ClosedRange<Int>) -> String {
        let statements = rows.map { row in
            let columns = row.table.columns.filter { !$0.isGenerated }
            let names = columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
            let values = columns.map { value(of: $0, in: row) }.joined(separator: ", ")
            return """
                INSERT INTO \(row.table.name) (\(names))
                SELECT \(values)
                  FROM \(row.table.name) AS model, generate_series(\(numbers.lowerBound), \(numbers.upperBound)) AS made (number)
                 WHERE model.ctid = '\(row.place)';
                """
        }
        let begin = "SET synchronous_commit = off;\nSET session_replication_role = replica;\n"
        return begin + DensePages.begin + statements.joined(separator: "\n") + DensePages.end
    }

    private func value(of column: ModelTable.Column, in row: ModelRow) -> String {
        // Rising, as a sequence does, and apart from what it draws.
        if column.isUnique, column.type == "int8" { return "made.number - 1099511627776" }
        // The provider's journal knows nothing of copies.
        if row.table.name == #""payment"."payments""#, column.name == "method" { return "'marketplace'" }
        guard let text = row.values[column.name] else { return "model.\"\(column.name)\"" }
        if ids.contains(text) {
            // The copy's id sorts by its number, as the ids of later orders sort by their time.
            let tail = text.filter { $0 != "-" }.suffix(20)
            let id = "('017f' || lpad(to_hex(made.number), 8, '0') || '\(tail)')::uuid"
            return column.type == "uuid" ? id : id + "::text"
        }
        switch column.type {
        case "text" where uniqueTexts.contains(text): return "model.\"\(column.name)\" || '-' || made.number"
        case "bytea": return "sha256(model.\"\(column.name)\" || int8send(made.number::bigint))"
        case "timestamptz": return "model.\"\(column.name)\" - make_interval(mins => 1 + made.number / 10)"
        default: return "model.\"\(column.name)\""
        }
    }
}

/// Pages of a table whose rows grow leave room for that. A copy is as large as it will ever be, and as many are to lie on a
/// page as would have grown there: four of the orders that make up 20 percent of it when they begin.
private enum DensePages {
    static let begin = """
        CREATE TEMPORARY TABLE sparse AS
        SELECT pg_class.oid::regclass AS name, option_value AS percent
          FROM pg_class, pg_options_to_table(reloptions)
         WHERE option_name = 'fillfactor' AND option_value::integer < 50;
        SELECT format('ALTER TABLE %s SET (fillfactor = 60)', name) FROM sparse \\gexec

        """
    static let end = """

        SELECT format('ALTER TABLE %s SET (fillfactor = %s)', name, percent) FROM sparse \\gexec
        """
}
