import Models

/// Some instances of catalog and as many of marketing; each catalog tells its events to all marketings in turn.
struct EventsReplicas: Sendable {
    let processes: [ServiceProcess]
    /// Where the catalogs answer.
    let catalogs: [String]

    static func start(_ bench: BenchShop, count: Int) async throws -> EventsReplicas {
        let ports = try (0..<count).map { _ in (catalog: try Ports.free(), marketing: try Ports.free()) }
        let hearers = ports.map { "http://127.0.0.1:\($0.marketing)" }.joined(separator: ",")
        var processes: [ServiceProcess] = []
        do {
            for (catalog, marketing) in ports {
                for (name, port) in [(ServiceName.marketing, marketing), (.catalog, catalog)] {
                    let process = try bench.shop.startService(
                        name,
                        settings: ["EMPORIA_HTTP_PORT": "\(port)", "EMPORIA_MARKETING_URL": hearers],
                        output: { BenchShop.warn(name, $0) }
                    )
                    processes.append(process)
                    try await bench.waitUntilReady(process, port: port, seconds: 10)
                }
            }
        } catch {
            for process in processes { await process.stop() }
            throw error
        }
        return EventsReplicas(processes: processes, catalogs: ports.map { "http://127.0.0.1:\($0.catalog)" })
    }

    func stop() async {
        await withTaskGroup(of: Void.self) { group in
            for process in processes { group.addTask { await process.stop() } }
        }
    }
}
