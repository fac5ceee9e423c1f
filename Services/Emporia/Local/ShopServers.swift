import Foundation
import Models

/// The Postgres servers of a shop: one for all schemas, or one for each, as a shop has them that outgrew one machine.
struct ShopServers: Sendable {
    enum Layout: String, Sendable {
        case shared, separate
    }

    let layout: Layout
    private let servers: [ServiceName: LocalPostgres]
    /// Where every schema can be read: the shared server, or a database of foreign tables beside one of the schemas.
    let overview: LocalPostgres

    /// The layout is chosen when the shop is made, and kept.
    init(_ state: StateFolder, layout wanted: Layout = .shared) throws {
        let kept = try state.kept("servers") { wanted.rawValue }.trimmed
        layout = Layout(rawValue: kept) ?? wanted
        switch layout {
        case .shared:
            overview = try LocalPostgres(state)
            servers = [:]
        case .separate:
            let pairs = try ServiceName.withDatabase.map { name in
                (name, try LocalPostgres(state, named: "postgres-" + name.rawValue))
            }
            servers = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
            overview = try LocalPostgres(state, named: "postgres-" + ServiceName.order.rawValue)
        }
    }

    subscript(name: ServiceName) -> LocalPostgres { servers[name] ?? overview }

    /// Each server with the services whose schemas lie there.
    var schemas: [(server: LocalPostgres, names: [ServiceName])] {
        servers.isEmpty ? [(overview, ServiceName.withDatabase)] : servers.map { ($1, [$0]) }
    }

    var all: [LocalPostgres] { schemas.map(\.server) }
    var areRunning: Bool { all.allSatisfy { $0.processID != nil } }

    /// Starts those that do not run.
    func start(settings: [String: String] = [:]) throws {
        for server in all { try server.start(settings: settings) }
    }

    func stop() {
        for server in all { server.stop() }
    }

    func delete() {
        for server in all { server.delete() }
    }

    /// A libpq connection string of somebody who may read everything, once `prepareOverview` has been called.
    var overviewConnection: String {
        layout == .shared
            ? overview.superuserConnection : overview.connection(user: "postgres", database: Self.overviewName)
    }

    private static let overviewName = "emporia_overview"

    /// Makes the tables of all schemas readable in one place, so that a promise over several services can be checked by
    /// one query wherever their schemas lie. Made anew each time, because a release may have brought new tables.
    func prepareOverview() throws {
        guard layout == .separate else { return }
        let name = Self.overviewName
        try overview.sql(
            "SET client_min_messages = warning;\nDROP DATABASE IF EXISTS \(name) WITH (FORCE);\nCREATE DATABASE \(name);",
            database: "postgres"
        )
        let foreign = servers.map { service, server in
            """
            CREATE SERVER "\(service.rawValue)" FOREIGN DATA WRAPPER postgres_fdw
                OPTIONS (host '\(server.folder.path)', port '\(server.port)', dbname 'emporia', fetch_size '10000');
            CREATE USER MAPPING FOR postgres SERVER "\(service.rawValue)" OPTIONS (user 'postgres');
            CREATE SCHEMA "\(service.rawValue)";
            IMPORT FOREIGN SCHEMA "\(service.rawValue)" FROM SERVER "\(service.rawValue)" INTO "\(service.rawValue)";

            """
        }
        try overview.sql("CREATE EXTENSION postgres_fdw;\n" + foreign.joined(), database: name)
    }
}
