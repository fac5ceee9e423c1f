import Hummingbird
import Logging
public import Models
import NIOCore
public import Postgres
import ServiceLifecycle

/// A running service: its server, its workers and its database, started and stopped in order.
public final class ServiceHost: Sendable {
    /// Where it listens; of interest when the configuration said port 0.
    public let port: Int
    /// The service's own routes, for tests that compare them with its document.
    public let endpoints: [Endpoint]
    private let server: any Channel
    private let traffic: Traffic
    private let drain: DrainLimits
    private let group: ServiceGroup
    private let running: Task<Void, any Error>

    private init(
        port: Int,
        server: any Channel,
        endpoints: [Endpoint],
        traffic: Traffic,
        drain: DrainLimits,
        group: ServiceGroup,
        running: Task<Void, any Error>
    ) {
        self.port = port
        self.server = server
        self.endpoints = endpoints
        self.traffic = traffic
        self.drain = drain
        self.group = group
        self.running = running
    }

    /// Migrates the schema, builds the service and serves it.
    /// - Throws: what is wrong with the configuration, the database or the port.
    public static func start(
        _ name: ServiceName,
        configuration: ServiceConfiguration,
        migrations: [Migration],
        assemble: @Sendable (ServiceEnvironment) throws -> ServiceDefinition
    ) async throws -> ServiceHost {
        let logger = Logger(service: name, configuration: configuration)
        let foundation = try ServiceFoundation(name, configuration: configuration, logger: logger)
        let database = Database(
            try PostgresConfiguration(name, configuration: configuration, secrets: foundation.secrets),
            logger: logger,
            batchEnded: BatchMetrics(foundation.metrics).record
        )
        do {
            try await Migrator(database, component: "service_kit").apply(ServiceKitMigrations.all)
            try await Migrator(database, component: name.rawValue).apply(migrations)
            let outbox = Outbox(source: name)
            let environment = ServiceEnvironment(
                name: name,
                configuration: configuration,
                secrets: foundation.secrets,
                database: database,
                outbox: outbox,
                metrics: foundation.metrics,
                logger: logger,
                developmentIssuer: try foundation.developmentIssuer(),
                peers: foundation.peers,
                verifier: foundation.verifier
            )
            let definition = try assemble(environment)
            let inbox = Inbox(database: database, handlers: definition.hears, logger: logger)
            let relay = OutboxRelay(
                outbox,
                database: database,
                sender: .http { try foundation.peers.client(for: $0) },
                logger: logger
            )
            Outbox.show(in: foundation.metrics, database: database)
            return try await start(
                name,
                foundation,
                routes: definition.routes + [Endpoint.events(inbox, hearer: name)].compactMap(\.self),
                workers: definition.workers + [relay, RetentionWorker(database: database, logger: logger)],
                ready: { try await database.run("SELECT 1") },
                close: { await database.close() }
            )
        } catch {
            await database.close()
            throw error
        }
    }

    /// The same for a service that keeps nothing in a database.
    public static func startStateless(
        _ name: ServiceName,
        configuration: ServiceConfiguration,
        assemble: @Sendable (StatelessEnvironment) throws -> ServiceDefinition
    ) async throws -> ServiceHost {
        let logger = Logger(service: name, configuration: configuration)
        let foundation = try ServiceFoundation(name, configuration: configuration, logger: logger)
        let definition = try assemble(
            StatelessEnvironment(
                name: name,
                configuration: configuration,
                secrets: foundation.secrets,
                metrics: foundation.metrics,
                logger: logger
            )
        )
        return try await start(
            name,
            foundation,
            routes: definition.routes,
            workers: definition.workers,
            ready: {},
            close: {}
        )
    }

    /// Ends the service without losing a request: readiness off and `Connection: close` on every answer, then wait for
    /// what runs, take in who is connected, then close. A busy keep-alive connection that is closed at once loses the
    /// request on its way.
    public func stop() async {
        traffic.startDraining()
        await drain.wait(for: traffic)
        await LastConnections.take(from: server)
        await group.triggerGracefulShutdown()
        _ = await running.result
    }

    /// Returns when the service has stopped.
    public func finished() async throws {
        try await running.value
    }

    private static func start(
        _ name: ServiceName,
        _ foundation: ServiceFoundation,
        routes: [Endpoint],
        workers: [any Worker],
        ready: @escaping @Sendable () async throws -> Void,
        close: @escaping @Sendable () async -> Void
    ) async throws -> ServiceHost {
        let traffic = Traffic(limit: foundation.limits.concurrency)
        let overdue = OverdueConnections()
        let housekeeping = Housekeeping(traffic: traffic, metrics: foundation.metrics, ready: ready).endpoints
        let requests = RequestMetrics(foundation.metrics, traffic: traffic)
        let batches = BatchRoute(
            routes: RouteTable(routes),
            traffic: traffic,
            metrics: requests,
            logger: foundation.logger
        )
        let routes = routes + [batches.endpoint(of: name)].compactMap(\.self)
        let responder = ServiceResponder(
            routes: RouteTable(routes + housekeeping, housekeeping: Set(housekeeping.map(\.path))),
            traffic: traffic,
            overdue: overdue,
            verifier: foundation.verifier,
            limiter: RateLimiter(foundation.limits.rates, metrics: foundation.metrics),
            proxies: foundation.limits.proxies,
            metrics: requests,
            logger: foundation.logger,
            timeoutSeconds: foundation.limits.requestSeconds
        )
        let (channels, listening) = AsyncStream.makeStream(of: (any Channel).self)
        let application = Application(
            responder: responder,
            server: .http1(configuration: foundation.limits.connection(counting: traffic, refusing: responder.refusal)),
            configuration: foundation.limits.server(logger: foundation.logger),
            onServerRunning: { channel in
                do {
                    try await EagerAccepting.join(channel)
                } catch {
                    foundation.logger.warning("connections are taken slowly", metadata: ["cause": "\(error)"])
                }
                listening.yield(channel)
            },
            logger: foundation.logger
        )
        let services: [any Service] = (workers + [overdue]).map { WorkerService(worker: $0, logger: foundation.logger) }
        let group = ServiceGroup(
            configuration: .init(services: services + [application], logger: foundation.logger)
        )
        let running = Task {
            defer { listening.finish() }
            do {
                try await group.run()
            } catch {
                await close()
                throw error
            }
            await close()
        }
        var servers = channels.makeAsyncIterator()
        guard let server = await servers.next() else {
            try await running.value
            throw ServiceConfiguration.Invalid(description: "the server stopped before it listened")
        }
        let port = server.localAddress?.port ?? 0
        foundation.logger.notice("serving", metadata: ["port": "\(port)"])
        return ServiceHost(
            port: port,
            server: server,
            endpoints: routes,
            traffic: traffic,
            drain: foundation.drain,
            group: group,
            running: running
        )
    }
}

/// How long a stopping service waits.
struct DrainLimits: Sendable {
    /// At least this long, so that load balancers and keep-alive clients notice.
    let least: Duration
    /// At most this long for requests that still run.
    let most: Duration

    init(_ configuration: ServiceConfiguration) throws {
        least = .seconds(try configuration.seconds("drain.seconds", default: 1))
        most = .seconds(try configuration.seconds("drain.limit.seconds", default: 20))
    }

    func wait(for traffic: Traffic) async {
        let started = ContinuousClock.now
        while ContinuousClock.now - started < (traffic.inFlight > 0 ? most : least) {
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}

/// Runs a worker until shutdown, and again after a failure: a worker's failure is never the service's end.
private struct WorkerService: Service {
    let worker: any Worker
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await worker.run()
                    if !Task.isCancelled { logger.warning("worker ended", metadata: ["worker": "\(worker.name)"]) }
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("worker failed", metadata: ["worker": "\(worker.name)", "cause": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
