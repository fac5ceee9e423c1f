import JSON
import Models
import Postgres
import TestSupport
import Testing

@Suite("A bound value")
struct BindingTests {
    @Test(
        "is never read as SQL",
        arguments: [
            "'; DROP TABLE proof; --", #"\'; SELECT 1"#, "$1", "%s", "\u{FF07} OR 1=1", "a\nb\tc", "", "NULL",
            "日本語 🧺 e\u{301}",
        ]
    )
    func hostileText(text: String) async throws {
        try await TestPostgres.shared().withDatabase { database in
            try await database.run("CREATE TABLE proof (value text)")

            try await database.run("INSERT INTO proof VALUES (\(text))")

            let found = try await database.query("SELECT value FROM proof WHERE value = \(text)")
            #expect(try found.map { try Array($0.get("value", as: String.self).utf8) } == [Array(text.utf8)])
        }
    }

    @Test("with a NUL character is refused, not cut", arguments: [["a\0b"], ["fine", "\0"]])
    func refusesNUL(texts: [String]) async throws {
        try await TestPostgres.shared().withDatabase { database in
            let error = try await postgresError {
                _ = try await database.query("SELECT \(texts[0])::text, \(texts)::text[]")
            }

            #expect(error.isEncoding)
            #expect(try await database.number("SELECT 1 AS n") == 1)
        }
    }

    @Test("comes back as it was, nulls too")
    func scalars() async throws {
        let bytes: [UInt8] = [0, 1, 255, 92, 39]
        let nothing: Int? = nil
        try await TestPostgres.shared().withDatabase { database in
            let row = try await database.query(
                """
                SELECT \(Int64.min)::bigint AS small, \(Int64.max)::bigint AS large, \(true)::boolean AS yes,
                       \(1.1)::float8 AS real, \(bytes)::bytea AS bytes, \(nothing)::integer AS nothing,
                       \(Int32(-5))::integer AS five, \(JSONText(Array(#"{"a":[1,"x"]}"#.utf8)))::jsonb AS document
                """
            )[0]

            #expect(try row.get("small") == Int64.min)
            #expect(try row.get("large") == Int64.max)
            #expect(try row.get("yes") == true)
            #expect(try row.get("real") == 1.1)
            #expect(try row.get("bytes", as: [UInt8].self) == bytes)
            #expect(try row.get("nothing", as: Int?.self) == nil)
            #expect(try row.get("five") == Int32(-5))
            #expect(try row.get("document", as: JSONText.self).bytes == Array(#"{"a": [1, "x"]}"#.utf8))
        }
    }

    @Test("in an array comes back as it was")
    func arrays() async throws {
        let texts: [String?] = [
            "plain", "", "NULL", nil, "a,b", "{x}", "say \"hi\"", #"back\slash"#, " space ", "é🧺", "\n",
        ]
        let numbers: [Int64?] = [1, nil, -9]
        let blobs: [[UInt8]] = [[1, 2], [], [34, 92]]
        let none: [Int] = []
        try await TestPostgres.shared().withDatabase { database in
            let row = try await database.query(
                """
                SELECT \(texts)::text[] AS texts, \(numbers)::bigint[] AS numbers, \(blobs)::bytea[] AS blobs,
                       \(none)::integer[] AS none, \([true, false])::boolean[] AS flags
                """
            )[0]

            #expect(try row.get("texts") == texts)
            #expect(try row.get("numbers") == numbers)
            #expect(try row.get("blobs") == blobs)
            #expect(try row.get("none") == none)
            #expect(try row.get("flags") == [true, false])
        }
    }

    @Test("of the shop's own types comes back as it was")
    func models() async throws {
        let id = OrderID()
        let sku = try #require(SKU("TEA-Grün, 100g"))
        let channel = try #require(ChannelID("web-de"))
        try await TestPostgres.shared().withDatabase { database in
            let row = try await database.query(
                """
                SELECT \(id)::uuid AS id, \(sku)::text AS sku, \([sku, sku])::text[] AS skus, \(channel)::text AS channel,
                       \(ChannelType.miniProgram)::text AS kind, \(json: [["x"]])::jsonb AS document
                """
            )[0]

            #expect(try row.get("id") == id)
            #expect(try row.get("sku") == sku)
            #expect(try row.get("skus") == [sku, sku])
            #expect(try row.get("channel") == channel)
            #expect(try row.get("kind") == ChannelType.miniProgram)
            #expect(try row.json("document", as: [[String]].self) == [["x"]])
        }
    }

    @Test("as a document is read though a later release added to it, as long as what this one needs is there")
    func laterDocument() async throws {
        try await TestPostgres.shared().withDatabase { database in
            let row = try await database.query(
                """
                SELECT '{"sku":"TEE","since":{"later":1}}'::json AS later, '{"since":1}'::json AS other
                """
            )[0]

            #expect(try row.json("later", as: Document.self).sku == SKU("TEE"))
            #expect(throws: PostgresError.self) { try row.json("other", as: Document.self) }
        }
    }

    private struct Document: JSONReadable {
        let sku: SKU

        init?(json: JSONNode) {
            guard let sku = json.required("sku", as: SKU.self) else { return nil }
            self.sku = sku
        }
    }

    @Test(
        "of time comes back to the microsecond",
        arguments: [
            "2026-01-31T12:00:00Z", "2024-02-29T23:59:59.999999Z", "1969-12-31T23:59:59.5Z", "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.000001Z",
        ]
    )
    func times(text: String) async throws {
        let time = try #require(Timestamp(text))
        let day = CivilDate(year: 987, month: 3, day: 4)
        try await TestPostgres.shared().withDatabase { database in
            let row = try await database.query("SELECT \(time)::timestamptz AS time, \(day)::date AS day")[0]

            #expect(try row.get("time") == time)
            #expect(try row.get("day") == day)
        }
    }
}
