import JSON
import Models
import Postgres

/// A table of a service, as its catalogue describes it.
struct ModelTable: Sendable {
    struct Column: Sendable {
        let name: String
        let type: String
        /// The server makes its value.
        let isGenerated: Bool
        let isKey: Bool
        let isUnique: Bool
    }

    /// With its schema, quoted.
    let name: String
    let columns: [Column]

    static func all(in database: Database) async throws -> [ModelTable] {
        let rows = try await database.query(
            """
            SELECT format('"%s"."%s"', nspname, relname) AS table, attname AS column, typname AS type,
                   attidentity <> '' OR attgenerated <> '' OR coalesce(pg_get_expr(adbin, adrelid), '') LIKE 'nextval(%' AS generated,
                   EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary AND attnum = ANY (indkey)) AS key,
                   EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisunique AND attnum = indkey[0]
                              AND indnatts = 1) AS single
              FROM pg_class AS c
              JOIN pg_namespace AS n ON n.oid = relnamespace
              JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
              JOIN pg_type AS t ON t.oid = atttypid
              LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum
             WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname = ANY (\(Self.schemas))
               AND relname <> ALL (\(Self.passing))
             ORDER BY nspname, relname, attnum
            """
        )
        var tables: [ModelTable] = []
        for row in rows {
            let name: String = try row.get("table")
            let column = Column(
                name: try row.get("column"),
                type: try row.get("type"),
                isGenerated: try row.get("generated"),
                isKey: try row.get("key"),
                isUnique: try row.get("single")
            )
            if tables.last?.name == name {
                tables[tables.count - 1] = ModelTable(name: name, columns: tables[tables.count - 1].columns + [column])
            } else {
                tables.append(ModelTable(name: name, columns: [column]))
            }
        }
        return tables
    }

    private static let schemas = ServiceName.withDatabase.map(\.rawValue)
    /// What is kept for some days only, and the work under way.
    private static let passing = ["inbox", "outbox", "outbox_retry", "idempotency_keys", "sagas", "leases"]

    /// The rows in which one of these ids stands.
    func rows(naming ids: Set<String>, in database: Database) async throws -> [ModelRow] {
        let conditions = columns.compactMap { column -> SQL? in
            switch column.type {
            case "uuid": SQL(trusted: "\"\(column.name)\"") + " = ANY (\(Array(ids))::uuid[])"
            case "text": SQL(trusted: "\"\(column.name)\"") + " = ANY (\(Array(ids))::text[])"
            default: nil
            }
        }
        guard let first = conditions.first else { return [] }
        let condition = conditions.dropFirst().reduce(first) { $0 + " OR " + $1 }
        let table = SQL(trusted: name)
        let rows = try await database.query(
            "SELECT ctid::text AS place, to_json(model)::text AS json FROM \(sql: table) AS model WHERE \(sql: condition)"
        )
        return try rows.map { row in
            let values = try JSON.decode(ModelRow.Values.self, from: Array(row.get("json", as: String.self).utf8))
            return ModelRow(table: self, place: try row.get("place"), values: values.texts)
        }
    }
}

/// A row of a model order.
struct ModelRow: Sendable {
    let table: ModelTable
    /// Where it lies in its table, for as long as nobody changes it.
    let place: String
    /// What is a text in JSON: texts, ids, times.
    let values: [String: String]

    /// Ids by which others name this row.
    var keys: [String] {
        table.columns.filter { $0.isKey && $0.type == "uuid" }.compactMap { values[$0.name] }
    }

    var uniqueTexts: [String] {
        table.columns.filter { $0.isUnique && $0.type == "text" }.compactMap { values[$0.name] }
    }

    struct Values: JSONReadable {
        let texts: [String: String]

        init?(json: JSONNode) {
            let pairs = json.members.compactMap { member in
                member.value.kind == .string ? member.value.string.map { (member.name, $0) } : nil
            }
            json.ignoreUnknown()
            texts = Dictionary(pairs, uniquingKeysWith: { $1 })
        }
    }
}
