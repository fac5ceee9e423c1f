import Testing

@testable import Postgres

@Suite("A statement")
struct SQLTests {
    @Test("numbers its parameters in the order in which they stand")
    func numbersParameters() {
        let sql: SQL = "SELECT \(1), \("two"), \(3)"

        #expect(sql.text == "SELECT $1, $2, $3")
        #expect(sql.parameters == [.integer(1), .text("two"), .integer(3)])
    }

    @Test("splices others and keeps the numbers right")
    func splices() {
        let condition: SQL = "status = \("paid") AND total > \(5)"
        let page: SQL = " LIMIT \(10)"

        let sql: SQL = "SELECT * FROM orders WHERE channel = \("web") AND \(sql: condition)" + page

        #expect(sql.text == "SELECT * FROM orders WHERE channel = $1 AND status = $2 AND total > $3 LIMIT $4")
        #expect(sql.parameters == [.text("web"), .text("paid"), .integer(5), .integer(10)])
    }

    @Test("has the same template whatever its values, so it is prepared once")
    func sharesTemplate() {
        func find(_ name: String) -> SQL { "SELECT * FROM products WHERE name = \(name)" }

        #expect(find("a").template == find("b'; DROP TABLE products; --").template)
    }

    @Test(
        "counts as a read only in its plain form",
        arguments: [
            ("SELECT 1", true), ("\n    select 1", true), ("INSERT INTO t VALUES (1)", false),
            ("WITH gone AS (DELETE FROM t RETURNING id) SELECT id FROM gone", false),
        ]
    )
    func knowsReads(text: String, isRead: Bool) {
        #expect(SQL(trusted: text).isRead == isRead)
    }
}
