import Foundation
import Glibc
import Models
import Synchronization
import TestSupport

@testable import EmporiaCommand
@testable import ServiceKit

/// A whole shop as real processes, over servers of its own that sync every commit to disk.
///
/// Folder, ports and keys are its own, so any number of shops and other work on this machine do not meet.
final class SystemShop: Sendable {
    let plan: ShopPlan
    let local: LocalShop
    let standby: Standby?
    let http: CurlClient
    let log: ShopLog
    /// Who signs people in; a test that exchanges the issuer's key exchanges it here too.
    let issuer: Mutex<TokenIssuer>
    /// Where each service answers, asked in turn as its peers do.
    let addresses: [ServiceName: PeerAddresses]
    /// The network before each service, where the plan asks for one.
    let proxies: [Replica: FaultProxy]
    private let ports: [Replica: Int]
    private let keeper: ShopKeeper
    private let running = Mutex<[Replica: ServiceProcess]>([:])

    /// Lends an open shop and leaves no process, port or file behind, whatever happens.
    static func with(_ plan: ShopPlan = ShopPlan(), _ body: (SystemShop) async throws -> Void) async throws {
        let shop = try SystemShop(plan)
        let result: Result<Void, any Error>
        do {
            try await shop.open()
            result = .success(try await body(shop))
        } catch {
            shop.log.printTail()
            result = .failure(error)
        }
        await shop.close()
        try result.get()
    }

    private init(_ plan: ShopPlan) throws {
        let state = try StateFolder("/tmp/emporia-system-\(UUID().uuidString.prefix(8).lowercased())")
        let ports = try Ports.free(for: plan.everyReplica)
        let first = ports.filter { $0.key.number == 0 }.map { ($0.key.name, $0.value) }
        local = try LocalShop(
            state,
            programs: Self.programs(),
            ports: Dictionary(first, uniquingKeysWith: { first, _ in first }),
            servers: plan.servers == .separate ? .separate : .shared
        )
        proxies = try plan.isProxied ? Self.proxies(before: ports) : [:]
        addresses = Dictionary(
            ServiceName.allCases.map { [proxies] name in
                let replicas = plan.replicas(of: name).map { Replica(name: name, number: $0) }
                let urls = replicas.compactMap { proxies[$0]?.port ?? ports[$0] }
                return (name, PeerAddresses(urls.map { "http://127.0.0.1:\($0)" }.joined(separator: ",")))
            },
            uniquingKeysWith: { first, _ in first }
        )
        self.plan = plan
        self.ports = ports
        standby = try plan.servers == .replicated ? Standby(of: local.postgres, state) : nil
        issuer = Mutex(local.secrets.tokens)
        http = try CurlClient()
        log = try ShopLog(state.file("log"))
        keeper = try ShopKeeper(
            folders: [state.root] + local.servers.all.map(\.folder) + [standby?.server.folder].compactMap(\.self)
        )
    }

    private static func proxies(before ports: [Replica: Int]) throws -> [Replica: FaultProxy] {
        try ports.mapValues { try FaultProxy(port: Ports.free(), target: $0) }
    }

    /// Where the build put the services: beside this test, unless `EMPORIA_TEST_PROGRAMS` names another folder.
    private static func programs() -> URL {
        if let folder = ProcessInfo.processInfo.environment["EMPORIA_TEST_PROGRAMS"] {
            return URL(filePath: folder.hasPrefix("/") ? folder : Repository.path(folder))
        }
        let beside = LocalShop.ownFolder()
        let isThere = FileManager.default.isExecutableFile(atPath: beside.appending(path: "order").path)
        return isThere ? beside : URL(filePath: Repository.path(".build/debug"))
    }

    private func open() async throws {
        try local.startDatabase()
        try standby?.start()
        for replica in plan.everyReplica { try launch(replica) }
        for replica in plan.everyReplica { try await waitUntilReady(replica) }
        try local.servers.prepareOverview()
        try await stockUp()
    }

    private func close() async {
        await withTaskGroup(of: Void.self) { group in
            for process in running.withLock({ Array($0.values) }) {
                group.addTask { await process.stop() }
            }
        }
        http.close()
        for proxy in proxies.values { proxy.close() }
        standby?.server.delete()
        local.servers.delete()
        try? FileManager.default.removeItem(at: local.state.root)
        keeper.dismiss()
    }

    /// Starts a service, or starts it again; returns when it is ready.
    func start(_ name: ServiceName, replica number: Int = 0, settings: [String: String] = [:]) async throws {
        let replica = Replica(name: name, number: number)
        try launch(replica, settings: settings)
        try await waitUntilReady(replica)
    }

    private func launch(_ replica: Replica, settings extra: [String: String] = [:]) throws {
        var settings = try local.settings(of: replica.name)
        settings["EMPORIA_LOG_LEVEL"] = "warning"
        settings["EMPORIA_HTTP_PORT"] = "\(port(of: replica))"
        for (peer, list) in addresses {
            settings["EMPORIA_\(peer.rawValue.uppercased())_URL"] = list.urls.joined(separator: ",")
        }
        if let standby, settings["EMPORIA_DATABASE_URL"] != nil {
            settings["EMPORIA_DATABASE_URL"] = standby.connection(user: "emporia_" + replica.name.rawValue)
        }
        if let callbacks = addresses[.payment]?.urls.first { settings["EMPORIA_PAYMENT_PUBLIC_URL"] = callbacks }
        settings.merge(plan.settings) { $1 }
        settings.merge(extra) { $1 }
        let process = try ServiceProcess(
            replica.name,
            port: port(of: replica),
            programs: local.programs,
            settings: settings
        ) { [log] line in log.add("\(replica) \(line)") }
        keeper.watch(process.processID)
        running.withLock { $0[replica] = process }
    }

    private func waitUntilReady(_ replica: Replica) async throws {
        let process = try process(replica.name, replica: replica.number)
        try await eventually("\(replica) is ready", within: 120) {
            guard process.isRunning else { throw LocalShop.NotStarted(description: "\(replica) ended as it started") }
            let answer = try? await http.send(.get, url(of: replica) + "/readyz", timeoutSeconds: 2)
            return answer?.status == 200
        }
    }

    private func port(of replica: Replica) -> Int { ports[replica] ?? 0 }
    func url(of replica: Replica) -> String { "http://127.0.0.1:\(port(of: replica))" }

    func process(_ name: ServiceName, replica number: Int = 0) throws -> ServiceProcess {
        guard let process = running.withLock({ $0[Replica(name: name, number: number)] }) else {
            throw LocalShop.NotStarted(description: "\(name.rawValue)-\(number) was never started")
        }
        return process
    }
}
