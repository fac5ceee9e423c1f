import Foundation
import Models
import ServiceKit

/// All of Emporia on this machine: Postgres of its own, the six services and the simulator of the world outside.
struct LocalShop: Sendable {
    let state: StateFolder
    let servers: ShopServers
    let secrets: Secrets
    /// Where the services' programs lie: beside this one.
    let programs: URL
    let ports: [ServiceName: Int]
    /// Of every service, beside those that make a shop of them.
    private let settings: [String: String]

    struct NotStarted: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter ports: Fixed ports; where none are given each service gets its usual one, or a free one.
    init(
        _ state: StateFolder,
        programs: URL? = nil,
        ports: [ServiceName: Int] = [:],
        servers layout: ShopServers.Layout = .shared,
        settings: [String: String] = [:]
    ) throws {
        self.state = state
        self.settings = settings
        servers = try ShopServers(state, layout: layout)
        secrets = try Secrets(state)
        self.programs = programs ?? Self.ownFolder()
        var chosen = ports
        for name in ServiceName.allCases where chosen[name] == nil {
            chosen[name] = Ports.isFree(name.defaultPort) ? name.defaultPort : try Ports.free()
        }
        self.ports = chosen
    }

    static func ownFolder() -> URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// Where the simulated payment provider writes down what it did.
    var journal: URL { state.file("journal.jsonl") }

    var entrance: ShopEntrance {
        let urls = Dictionary(ServiceName.allCases.map { ($0, url(of: $0)) }, uniquingKeysWith: { $1 })
        return ShopEntrance(urls: urls, tokens: secrets.tokens)
    }

    func url(of name: ServiceName) -> String { "http://127.0.0.1:\(ports[name] ?? name.defaultPort)" }

    /// The one server where they share one.
    var postgres: LocalPostgres { servers.overview }

    /// Starts the servers and makes, for each service, a login that owns its schema and reaches no other.
    ///
    /// Done again at every start, so that a start that was cut off is mended by the next one.
    func startDatabase(settings: [String: String] = [:]) throws {
        try servers.start(settings: settings)
        for (server, names) in servers.schemas {
            try server.sql(
                #"SELECT 'CREATE DATABASE emporia' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'emporia') \gexec"#,
                database: "postgres"
            )
            let logins = try DatabaseLogins(of: names, password: secrets.password(ofLogin:))
            try server.sql("SET client_min_messages = warning;\n" + logins.script)
        }
    }

    /// The environment of one service.
    func settings(of name: ServiceName) throws -> [String: String] {
        var settings = try secrets.settings(of: name)
        settings["EMPORIA_HTTP_PORT"] = String(ports[name] ?? name.defaultPort)
        settings["EMPORIA_LOG_FORMAT"] = "text"
        if ServiceName.withDatabase.contains(name) {
            settings["EMPORIA_DATABASE_URL"] = servers[name].connection(user: "emporia_" + name.rawValue)
        }
        for peer in ServiceName.allCases { settings["EMPORIA_\(peer.rawValue.uppercased())_URL"] = url(of: peer) }
        settings["EMPORIA_SIMULATOR_JOURNAL"] = journal.path
        settings["EMPORIA_SIMULATOR_PUBLIC_URL"] = url(of: .simulator)
        settings["EMPORIA_PAYMENT_PUBLIC_URL"] = url(of: .payment)
        return settings.merging(self.settings) { $1 }
    }

    func startService(
        _ name: ServiceName,
        settings extra: [String: String] = [:],
        output: @escaping @Sendable (String) -> Void
    ) throws -> ServiceProcess {
        try ServiceProcess(
            name,
            port: ports[name] ?? name.defaultPort,
            programs: programs,
            settings: settings(of: name).merging(extra) { $1 },
            output: output
        )
    }

    /// Returns when the service answers that it is ready.
    /// - Throws: `NotStarted` when its process ends first, or after the time given.
    func waitUntilReady(_ process: ServiceProcess, seconds: Double = 30, client: CurlClient) async throws {
        let limit = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < limit {
            guard process.isRunning else {
                throw NotStarted(description: "\(process.name.rawValue) ended while it started; see its log above.")
            }
            let answer = try? await client.send(.get, url(of: process.name) + "/readyz", timeoutSeconds: 2)
            if answer?.status == 200 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw NotStarted(description: "\(process.name.rawValue) was not ready within \(Int(seconds)) s.")
    }
}

extension ServiceName {
    static let withDatabase = allCases.filter { $0 != .simulator }
}
