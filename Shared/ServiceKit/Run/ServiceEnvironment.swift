public import Logging
public import Models
public import Postgres

/// What a service is built from: given once at start-up, to the one place that wires the service.
public struct ServiceEnvironment: Sendable {
    public let name: ServiceName
    public let configuration: ServiceConfiguration
    public let secrets: SecretSource
    public let database: Database
    public let outbox: Outbox
    public let metrics: MetricsRegistry
    public let logger: Logger
    /// Signs people's tokens in development; nil wherever the shop has its own identity provider.
    public let developmentIssuer: TokenIssuer?
    let peers: PeerDirectory
    let verifier: TokenVerifier

    /// Whose token this is, for a caller who proves with it that they were somebody else before, as a guest who signs
    /// in; nil when it is not valid.
    public func caller(ofToken token: String) -> Caller? {
        try? verifier.caller(of: token, nowSeconds: Timestamp.now.secondsSince1970)
    }

    /// The client for calls to another service.
    public func peer(_ name: ServiceName) throws -> ServiceClient {
        try peers.client(for: name)
    }
}

/// What a service without a database is built from.
public struct StatelessEnvironment: Sendable {
    public let name: ServiceName
    public let configuration: ServiceConfiguration
    public let secrets: SecretSource
    public let metrics: MetricsRegistry
    public let logger: Logger
}

/// What a service is: the routes it answers, the events it hears, the work it does by itself.
public struct ServiceDefinition: Sendable {
    let routes: [Endpoint]
    let hears: [EventHandler]
    let workers: [any Worker]

    public init(routes: [Endpoint], hears: [EventHandler] = [], workers: [any Worker] = []) {
        self.routes = routes
        self.hears = hears
        self.workers = workers
    }
}
