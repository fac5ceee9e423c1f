import ArgumentParser
import Foundation
import Models
import ServiceKit
import Synchronization
import UnixSignals

/// A shop that is opened to be measured, in a folder of its own, and forgotten afterwards whatever happened.
final class BenchShop: Sendable {
    let shop: LocalShop
    let staff: ShopClient
    private let running: Mutex<ShopRunner>

    private init(_ shop: LocalShop) throws {
        self.shop = shop
        staff = try ShopClient(shop.entrance)
        running = Mutex(ShopRunner(shop))
    }

    var runner: ShopRunner { running.withLock { $0 } }

    /// Opens an empty shop, works, and forgets it: also after an error, Ctrl-C or SIGTERM.
    /// - Parameters:
    ///   - path: The folder; a shop that a killed bench left there is forgotten first.
    ///   - opened: Called with the processes running and nothing in the shop yet.
    static func open(_ path: String, opened work: @escaping @Sendable (BenchShop) async throws -> Void) async throws {
        let state = try StateFolder(path)
        guard let lock = FolderLock(state) else {
            throw ValidationError("Another bench runs in \(state.root.path).")
        }
        // From here on an interruption is heard, so that nothing started below is ever left behind.
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try LocalPostgres(state).delete()
        let shop = try LocalShop(state, ports: Ports.free(for: ServiceName.allCases), settings: oneCallerForAll)
        let bench = try BenchShop(shop)
        let isFinished: Bool
        do {
            isFinished = try await bench.run(until: signals, work)
        } catch {
            await bench.forget(lock)
            throw error
        }
        await bench.forget(lock)
        guard isFinished else {
            Terminal.bad("interrupted")
            throw ExitCode.failure
        }
    }

    /// A bench asks from one address for everybody. Rates are counted as in any shop, and no bench reaches these.
    private static let oneCallerForAll = [
        "EMPORIA_HTTP_ADDRESS_RATE_MAX": "1000000",
        "EMPORIA_HTTP_SHOPPER_RATE_MAX": "1000000",
        "EMPORIA_HTTP_STAFF_RATE_MAX": "1000000",
    ]

    private func run(
        until signals: UnixSignalsSequence,
        _ work: @escaping @Sendable (BenchShop) async throws -> Void
    ) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in signals { break }
                return false
            }
            group.addTask {
                try self.shop.startDatabase()
                try await self.runner.start(log: Self.warn)
                try await work(self)
                return true
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
    }

    /// Stops the services, runs the server with other settings, and starts the services anew.
    /// - Parameter settings: Lines for `postgresql.conf`.
    func restart(settings: [String: String]) async throws {
        await runner.stop()
        shop.postgres.stop()
        running.withLock { $0 = ShopRunner(shop) }
        try shop.startDatabase(settings: settings)
        try await runner.start(log: Self.warn)
    }

    private func forget(_ lock: FolderLock) async {
        await runner.stop()
        shop.postgres.delete()
        try? FileManager.default.removeItem(at: shop.state.root)
        lock.release()
    }

    /// What a service has to complain about belongs beside the figures; its other lines would only cost time.
    static let warn: @Sendable (ServiceName, String) -> Void = { name, line in
        if line.contains("warning") || line.contains("error") || line.contains("critical") {
            Terminal.log(name, String(line.prefix(300)))
        }
    }
}
