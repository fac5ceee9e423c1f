/// A real Postgres server that belongs to this test process alone.
///
/// It lives in a temporary folder and listens on a Unix socket only; it is gone when the process is.
public final class TestPostgres: Sendable {
    private let supervisor: TestPostgresSupervisor

    /// The one server that ordinary tests share, started by the first that asks. It does not sync to disk.
    public static func shared() async throws -> TestPostgres {
        try sharedServer.get()
    }

    private static let sharedServer = Result { try TestPostgres(durable: false) }

    /// For a test that stops, kills or fills a server, or that needs each COMMIT to reach the disk. Ends with the value.
    public static func serverOfItsOwn(durable: Bool = false) async throws -> TestPostgres {
        try TestPostgres(durable: durable)
    }

    private init(durable: Bool) throws {
        let flag = durable ? "on" : "off"
        let settings = [
            "listen_addresses=", "max_connections=400", "shared_buffers=64MB", "fsync=\(flag)",
            "synchronous_commit=\(flag)", "full_page_writes=\(flag)", "autovacuum=\(flag)", "deadlock_timeout=100ms",
        ]
        supervisor = try TestPostgresSupervisor(settings: settings.map { "-c \($0)" })
    }

    /// The folder that holds the socket `.s.PGSQL.5432`.
    public var socketFolder: String { supervisor.folder }

    public func conninfo(database: String) -> String {
        "host=\(socketFolder) port=5432 user=emporia dbname=\(database)"
    }

    public func start() throws { try supervisor.perform(.start) }

    /// Cuts the sessions and shuts down in order.
    public func stop() throws { try supervisor.perform(.stop) }

    public func restart() throws {
        try stop()
        try start()
    }

    /// SIGKILL of the postmaster, as a failing machine would do it.
    public func crash() throws { try supervisor.perform(.crash) }
}
