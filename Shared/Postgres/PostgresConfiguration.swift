/// Where the server is, and how long anything may take.
///
/// The timeouts travel in the connection's start-up message, so the server itself enforces them even when this
/// process hangs.
public struct PostgresConfiguration: Sendable {
    /// How the server is to get at rows.
    public enum Plans: Sendable {
        /// As services do, which want few rows by their keys.
        case byIndex
        /// As the planner thinks best, for reports that read and join whole tables.
        case byEstimate
    }

    /// A libpq connection string or URL; several hosts and `target_session_attrs` are libpq's to understand.
    public var conninfo: String
    /// Kept apart from the connection string, which may be logged, and asked for anew by every new connection. While the
    /// password is being exchanged there are several, and the server knows one of them: each is tried in turn.
    public var passwords: @Sendable () -> [String]
    /// Threads, and so connections, at most. Mind services × replicas × this ≤ `max_connections`.
    public var connections: Int
    /// The only entry of `search_path`; empty leaves the server's own.
    public var schema: String
    public var applicationName: String
    public var plans = Plans.byIndex

    public var statementTimeoutSeconds: Int
    public var lockTimeoutSeconds: Int
    public var idleInTransactionTimeoutSeconds: Int
    public var connectTimeoutSeconds: Int
    /// How long a caller waits for a connection, which is also how long the server may be away unnoticed.
    public var queueTimeoutSeconds: Double
    /// Callers waiting for a connection at most; beyond it `PostgresError.poolExhausted`.
    public var queueMax: Int

    public init(
        conninfo: String,
        password: String? = nil,
        connections: Int = 8,
        schema: String = "",
        applicationName: String = "emporia",
        statementTimeoutSeconds: Int = 10,
        lockTimeoutSeconds: Int = 5,
        idleInTransactionTimeoutSeconds: Int = 10,
        connectTimeoutSeconds: Int = 3,
        queueTimeoutSeconds: Double = 5,
        queueMax: Int = 4096
    ) {
        self.conninfo = conninfo
        passwords = { password.map { [$0] } ?? [] }
        self.connections = max(1, connections)
        self.schema = schema
        self.applicationName = applicationName
        self.statementTimeoutSeconds = statementTimeoutSeconds
        self.lockTimeoutSeconds = lockTimeoutSeconds
        self.idleInTransactionTimeoutSeconds = idleInTransactionTimeoutSeconds
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.queueTimeoutSeconds = queueTimeoutSeconds
        self.queueMax = max(1, queueMax)
    }
}
