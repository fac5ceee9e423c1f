import Models
import Postgres
import TestSupport
import Testing

@testable import EmporiaCommand

@Suite("The login of the check", EmptyShop())
struct ReaderLoginTests {
    @Test("XC-08 reads every table of every schema, those to come included, and verifies every promise")
    func reads() async throws {
        let shop = try EmptyShop.current
        try shop.postgres.sql("SET ROLE emporia_order; CREATE TABLE \"order\".of_the_next_release (id integer)")

        try await Database.with(shop.reader) { database in
            let tables = try await shop.tables(in: database)
            #expect(Set(tables.map(\.schema)) == Set(ServiceName.withDatabase.map(\.rawValue)))
            for table in tables { try await database.run(SQL(trusted: "SELECT count(*) FROM \(table.name)")) }
        }

        let report = try await PromiseChecker(server: shop.reader, journal: nil).run(settleSeconds: 0)
        #expect(report.isClean && report.lines.count > 20)
        #expect(report.note?.contains("provider's journal") == true)
        #expect(!report.lines.contains { $0.text.contains("provider's journal") })
    }

    @Test("XC-13 writes none of them, makes nothing of its own, and becomes nobody else")
    func writesNothing() async throws {
        let shop = try EmptyShop.current
        try await Database.with(shop.reader) { database in
            let tables = try await shop.tables(in: database)
            #expect(tables.count > 40)
            let forbidden = tables.flatMap { table in
                [
                    "DELETE FROM \(table.name)", "TRUNCATE \(table.name)", "INSERT INTO \(table.name) DEFAULT VALUES",
                    "UPDATE \(table.name) SET \(table.column) = DEFAULT",
                ]
            }
            let own = ServiceName.withDatabase.flatMap { name in
                ["CREATE TABLE \"\(name.rawValue)\".mine (id integer)", "SET ROLE emporia_\(name.rawValue)"]
            }
            let others = ["SCHEMA mine", "TABLE public.mine (id integer)", "TEMP TABLE mine (id integer)"]
            for statement in forbidden + own + others.map({ "CREATE " + $0 }) {
                let error = await #expect(throws: PostgresError.self, "\(statement)") {
                    try await database.run(SQL(trusted: statement))
                }
                #expect(error?.serverFailure?.sqlState == "42501", "\(statement): \(String(describing: error))")
            }
        }
    }
}

private struct Table {
    let schema: String
    let name: String
    let column: String
}

extension LocalShop {
    fileprivate var reader: PostgresConfiguration {
        get throws {
            PostgresConfiguration(
                conninfo: postgres.connection(user: "emporia_check"),
                password: try secrets.password(ofLogin: DatabaseLogins.reader),
                connections: 2
            )
        }
    }

    /// Every table of the shop, with a column of it.
    fileprivate func tables(in database: Database) async throws -> [Table] {
        let rows = try await database.query(
            """
            SELECT nspname AS schema, format('%I.%I', nspname, relname) AS name, quote_ident(attname) AS column
              FROM pg_class
              JOIN pg_namespace ON pg_namespace.oid = relnamespace
              JOIN pg_attribute ON attrelid = pg_class.oid AND attnum = 1
             WHERE relkind IN ('r', 'p') AND nspname = ANY (\(ServiceName.withDatabase.map(\.rawValue)))
             ORDER BY name
            """
        )
        return try rows.map { row in
            Table(schema: try row.get("schema"), name: try row.get("name"), column: try row.get("column"))
        }
    }
}
