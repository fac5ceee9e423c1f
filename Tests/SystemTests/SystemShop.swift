import Foundation
import Glibc
import Models
import ServiceKit
import Synchronization
import TestSupport

@testable import EmporiaCommand

/// A whole shop as real processes, over a server of its own that syncs every commit to disk.
///
/// Folder, ports and keys are its own, so any number of shops and other work on this machine do not meet.
final class SystemShop: Sendable {
    let local: LocalShop
    let http: CurlClient
    let log: ShopLog
    private let keeper: ShopKeeper
    private let running = Mutex<[ServiceName: ServiceProcess]>([:])

    /// Lends an open shop and leaves no process, port or file behind, whatever happens.
    static func with(_ body: (SystemShop) async throws -> Void) async throws {
        let shop = try SystemShop()
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

    private init() throws {
        let state = try StateFolder("/tmp/emporia-system-\(UUID().uuidString.prefix(8).lowercased())")
        var ports: [ServiceName: Int] = [:]
        for name in ServiceName.allCases {
            var port = try Ports.free()
            while ports.values.contains(port) { port = try Ports.free() }
            ports[name] = port
        }
        local = try LocalShop(state, programs: Self.programs(), ports: ports)
        http = try CurlClient()
        log = try ShopLog(state.file("log"))
        keeper = try ShopKeeper(local)
    }

    /// Where the build put the services: beside this test.
    private static func programs() -> URL {
        let beside = LocalShop.ownFolder()
        let isThere = FileManager.default.isExecutableFile(atPath: beside.appending(path: "order").path)
        return isThere ? beside : URL(filePath: Repository.path(".build/debug"))
    }

    private func open() async throws {
        try local.startDatabase()
        for name in ServiceName.allCases { try launch(name) }
        for name in ServiceName.allCases { try await waitUntilReady(name) }
        try await stockUp()
    }

    private func close() async {
        await withTaskGroup(of: Void.self) { group in
            for process in running.withLock({ Array($0.values) }) {
                group.addTask { await process.stop() }
            }
        }
        http.close()
        local.postgres.delete()
        try? FileManager.default.removeItem(at: local.state.root)
        keeper.dismiss()
    }

    /// Starts a service, or starts it again; returns when it is ready.
    func start(_ name: ServiceName) async throws {
        try launch(name)
        try await waitUntilReady(name)
    }

    private func launch(_ name: ServiceName) throws {
        let process = try local.startService(name, settings: ["EMPORIA_LOG_LEVEL": "warning"]) { [log] line in
            log.add("\(name.rawValue) \(line)")
        }
        keeper.watch(process.processID)
        running.withLock { $0[name] = process }
    }

    private func waitUntilReady(_ name: ServiceName) async throws {
        try await local.waitUntilReady(process(name), seconds: 120, client: http)
    }

    func process(_ name: ServiceName) throws -> ServiceProcess {
        guard let process = running.withLock({ $0[name] }) else {
            throw LocalShop.NotStarted(description: "\(name.rawValue) was never started")
        }
        return process
    }
}
