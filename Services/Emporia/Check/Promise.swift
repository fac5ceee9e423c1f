import Postgres

/// Something that is always true of a shop, and the query that finds where it is not.
struct Promise: Sendable {
    let id: String
    let sentence: String
    /// Selects one text per breach; empty while the promise holds.
    let breaches: SQL

    init(_ id: String, _ sentence: String, _ breaches: SQL) {
        self.id = id
        self.sentence = sentence
        self.breaches = breaches
    }

    /// How often it is broken, with the first few breaches.
    func check(in database: Database) async throws -> (count: Int, examples: [String]) {
        let rows = try await database.query(
            """
            SELECT count(*) AS count, coalesce((array_agg(what))[1:3], '{}') AS examples
              FROM (\(sql: breaches)) AS broken (what)
            """
        )
        guard let row = rows.first else { return (0, []) }
        return (try row.get("count"), try row.get("examples"))
    }
}
