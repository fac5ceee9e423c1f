import Postgres
import Testing

/// The `PostgresError` that `body` throws; a failed test when it throws none.
func postgresError<T>(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> T
) async throws -> PostgresError {
    do {
        _ = try await body()
    } catch let error as PostgresError {
        return error
    }
    throw NothingThrown(at: sourceLocation)
}

struct NothingThrown: Error {
    let at: SourceLocation
}

extension PostgresError {
    var isConnectionLost: Bool { if case .connectionLost = self { true } else { false } }
    var isOutcomeUnknown: Bool { if case .outcomeUnknown = self { true } else { false } }
    var isEncoding: Bool { if case .encoding = self { true } else { false } }
    var isMigration: Bool { if case .migration = self { true } else { false } }
}

extension Database {
    /// One number.
    func number(_ sql: SQL) async throws -> Int {
        try await query(sql)[0].get("n")
    }
}
