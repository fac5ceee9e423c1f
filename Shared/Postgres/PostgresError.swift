/// What can go wrong with a statement or a transaction.
public enum PostgresError: Error, Equatable, Sendable {
    /// The server refused; nothing of the statement (or of the whole transaction) stands.
    case server(ServerFailure)
    /// The connection went and certainly nothing was committed, or the server could not be reached in time.
    case connectionLost(String)
    /// A COMMIT, or a statement that commits by itself, was sent and its answer never came: it may stand or not.
    /// Never treat it as a failure; ask again under the same key.
    case outcomeUnknown(String)
    /// As many callers wait for a connection as may wait.
    case poolExhausted
    /// No connection became free in time; nothing was sent.
    case timeout
    /// `Database.close()` was called.
    case closed
    /// A batch writer's queue is full.
    case overloaded(String)
    /// A value that cannot be sent, such as text with a NUL character.
    case encoding(String)
    /// A column that is missing or holds something else than was asked for.
    case decoding(column: String, reason: String)
    /// The migrations on disk and those applied do not fit together.
    case migration(String)
}

/// The server's own words about a refusal. The `DETAIL` line is left out on purpose: it quotes the row's values.
public struct ServerFailure: Error, Equatable, Sendable {
    public var sqlState: SQLState
    public var message: String
    public var constraint: String?
    public var table: String?
    public var column: String?

    public init(
        sqlState: SQLState,
        message: String,
        constraint: String? = nil,
        table: String? = nil,
        column: String? = nil
    ) {
        self.sqlState = sqlState
        self.message = message
        self.constraint = constraint
        self.table = table
        self.column = column
    }
}

extension PostgresError {
    public var serverFailure: ServerFailure? {
        if case .server(let failure) = self { failure } else { nil }
    }

    public var sqlState: SQLState? { serverFailure?.sqlState }
    /// The name of the constraint that refused.
    public var constraint: String? { serverFailure?.constraint }

    public var isUniqueViolation: Bool { sqlState == .uniqueViolation }
    public var isCheckViolation: Bool { sqlState == .checkViolation }
    public var isForeignKeyViolation: Bool { sqlState == .foreignKeyViolation }
    public var isLockTimeout: Bool { sqlState == .lockNotAvailable }
    public var isStatementTimeout: Bool { sqlState == .queryCanceled }

    /// Two transactions met; the same work done again may well succeed.
    public var isConflict: Bool { sqlState == .serializationFailure || sqlState == .deadlockDetected }
}

extension PostgresError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .server(let failure):
            "Postgres refused (\(failure.sqlState)): \(failure.message)"
        case .connectionLost(let reason):
            "Postgres connection lost: \(reason)"
        case .outcomeUnknown(let reason):
            "Postgres never said whether it committed: \(reason)"
        case .poolExhausted:
            "Too many callers wait for a Postgres connection"
        case .timeout:
            "No Postgres connection became free in time"
        case .closed:
            "The database is closed"
        case .overloaded(let writer):
            "The queue of batch writer \(writer) is full"
        case .encoding(let reason):
            "Cannot send to Postgres: \(reason)"
        case .decoding(let column, let reason):
            "Column \(column): \(reason)"
        case .migration(let reason):
            "Migration refused: \(reason)"
        }
    }
}
