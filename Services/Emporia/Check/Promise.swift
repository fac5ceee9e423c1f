import Postgres

/// Something that is always true of a shop, and the query that finds where it is not.
struct Promise: Sendable {
    let id: String
    let sentence: String
    /// Selects one text per breach; empty while the promise holds.
    let breaches: SQL
    /// Two services come to agree by events, so that what breaks it may be under way.
    let isEventual: Bool

    init(_ id: String, _ sentence: String, eventually isEventual: Bool = false, _ breaches: SQL) {
        self.id = id
        self.sentence = sentence
        self.breaches = breaches
        self.isEventual = isEventual
    }

    /// How often it is broken, with the first few breaches.
    /// - Parameter patience: How long services may take to agree. What still breaks the promise after it is a breach.
    func check(
        in database: Database,
        patience: Duration,
        examples: Int = 3
    ) async throws -> (count: Int, examples: [String]) {
        guard isEventual, patience > .zero else { return try await count(in: database, where: "true", examples) }
        let rows = try await database.query("SELECT what FROM (\(sql: breaches)) AS broken (what) LIMIT 10000")
        guard !rows.isEmpty else { return (0, []) }
        let suspects = try rows.map { try $0.get("what", as: String.self) }
        try await Task.sleep(for: patience)
        return try await count(in: database, where: "what = ANY (\(suspects))", examples)
    }

    private func count(
        in database: Database,
        where condition: SQL,
        _ examples: Int
    ) async throws -> (count: Int, examples: [String]) {
        let rows = try await database.query(
            """
            SELECT count(*) AS count, coalesce((array_agg(what))[1:\(examples)::integer], '{}') AS examples
              FROM (\(sql: breaches)) AS broken (what)
             WHERE \(sql: condition)
            """
        )
        guard let row = rows.first else { return (0, []) }
        return (try row.get("count"), try row.get("examples"))
    }
}
