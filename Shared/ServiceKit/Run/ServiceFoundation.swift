import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSON
import Logging
import Models
import NIOCore
import Postgres

/// What every service stands on, with or without a database: identity, peers, metrics and limits.
struct ServiceFoundation: Sendable {
    let logger: Logger
    let metrics = MetricsRegistry()
    let verifier: TokenVerifier
    let peers: PeerDirectory
    let limits: ServerLimits
    let drain: DrainLimits
    let secrets: SecretSource
    private let issuer: String

    init(_ name: ServiceName, configuration: ServiceConfiguration, logger: Logger) throws {
        self.logger = logger
        secrets = SecretSource(configuration: configuration, metrics: metrics, logger: logger)
        issuer = configuration.string("issuer", default: "emporia-development")
        let trusted = try secrets.watched("trusted.keys") { text in
            try JSON.decode(TrustedKeys.self, from: Array(text.utf8))
        }
        verifier = TokenVerifier(service: name, issuer: issuer, keys: trusted ?? WatchedSecret(TrustedKeys()))
        let key = try secrets.signingKey("service.key") ?? WatchedSecret(SigningKey(id: "unknown"))
        peers = try PeerDirectory(configuration, identity: ServiceIdentity(name: name, key: key))
        limits = try ServerLimits(name, configuration)
        drain = try DrainLimits(configuration)
    }

    func developmentIssuer() throws -> TokenIssuer? {
        try secrets.signingKey("issuer.key").map { TokenIssuer(issuer: issuer, key: $0) }
    }
}

/// What a server takes on at once.
struct ServerLimits: Sendable {
    let host: String
    let port: Int
    /// Requests handled at the same time.
    let concurrency: Int
    /// Connections open at the same time; more wait in the kernel's backlog.
    let connections: Int
    /// Requests a second of one caller.
    let rates: RateLimits
    /// Proxies of ours that a request from outside has come through.
    let proxies: Int
    let requestSeconds: Double
    let idleSeconds: Int64

    init(_ name: ServiceName, _ configuration: ServiceConfiguration) throws {
        host = configuration.string("http.host", default: "127.0.0.1")
        port = try configuration.int("http.port", default: name.defaultPort)
        concurrency = try configuration.int("http.concurrency.max", default: 512)
        connections = try configuration.int("http.connections.max", default: 8192)
        rates = try RateLimits(configuration)
        proxies = try configuration.int("http.proxies", default: 0, atLeast: 0)
        requestSeconds = try configuration.seconds("http.request.seconds", default: 15)
        idleSeconds = Int64(try configuration.int("http.idle.seconds", default: 75))
    }

    func connection(
        counting traffic: Traffic,
        refusing refusal: @escaping @Sendable (HTTPRequest) -> ServiceResponse?
    ) -> HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                UnreadAnswers(limitSeconds: requestSeconds), FirstRequest(), Shedding(traffic, refusal),
            ],
            idleTimeout: .seconds(idleSeconds)
        )
    }

    func server(logger: Logger) -> ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname(host, port: port),
            // As many as Linux lets wait, or a crowd of new connections is answered seconds late.
            backlog: 4096,
            availableConnectionsDelegate: MaximumAvailableConnections(connections, logger: logger)
        )
    }
}

/// The clients for calls to other services, one per peer, made once.
struct PeerDirectory: Sendable {
    private let clients: [ServiceName: ServiceClient]

    init(_ configuration: ServiceConfiguration, identity: ServiceIdentity) throws {
        let transport = try CurlClient()
        let pairs = ServiceName.allCases.map { name in
            let address = configuration.string("\(name.rawValue).url", default: "http://127.0.0.1:\(name.defaultPort)")
            let policy = ServiceClient.Policy(travelTogether: BatchRoute.callers(of: name).contains(identity.name))
            let client = ServiceClient(peer: name, baseURL: address, transport: transport, policy: policy) {
                try identity.token(for: name)
            }
            return (name, client)
        }
        clients = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    func client(for name: ServiceName) throws -> ServiceClient {
        guard let client = clients[name] else {
            throw ServiceConfiguration.Invalid(description: "there is no service named \(name.rawValue)")
        }
        return client
    }
}

extension PostgresConfiguration {
    /// `database.url` is a libpq connection string; the password comes by itself, so that it is in no process list.
    init(_ name: ServiceName, configuration: ServiceConfiguration, secrets: SecretSource) throws {
        self.init(
            conninfo: configuration.string(
                "database.url",
                default: "host=127.0.0.1 dbname=emporia user=emporia_\(name.rawValue)"
            ),
            connections: try configuration.int("database.connections", default: 8),
            schema: configuration.string("database.schema", default: name.rawValue),
            applicationName: "emporia-" + name.rawValue
        )
        if let secret = try secrets.several("database.password") { passwords = { secret.lookAgain().value } }
    }
}
