import Foundation
import Models
import ServiceKit
import Synchronization

/// The processes of a running shop, started together and stopped together.
final class ShopRunner: Sendable {
    private let shop: LocalShop
    private let running = Mutex<[ServiceProcess]>([])

    init(_ shop: LocalShop) {
        self.shop = shop
    }

    var processes: [ServiceProcess] { running.withLock { $0 } }

    /// Starts every service and returns when all are ready.
    /// - Parameter log: Takes each line that a service logs.
    func start(log: @escaping @Sendable (ServiceName, String) -> Void = Terminal.log) async throws {
        let client = try CurlClient()
        defer { client.close() }
        for name in ServiceName.allCases {
            let process = try shop.startService(name) { log(name, $0) }
            running.withLock { $0.append(process) }
        }
        for process in processes { try await shop.waitUntilReady(process, client: client) }
    }

    /// Opens the shop and keeps it open; an interruption ends the opening as well as the time after it.
    /// - Parameter interrupted: Ends when somebody wants the shop to stop.
    func run(until interrupted: Task<Void, Never>, opening: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await interrupted.value }
            group.addTask {
                do {
                    try await opening()
                    await self.waitForFailure()
                } catch {
                    if !Task.isCancelled { throw error }
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Returns when one of the services ends by itself, or when cancelled.
    private func waitForFailure() async {
        while !Task.isCancelled {
            for process in processes where !process.isRunning {
                Terminal.bad("\(process.name.rawValue) ended by itself with status \(await process.status())")
                return
            }
            try? await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Drains and ends all of them at the same time.
    func stop() async {
        await withTaskGroup(of: Void.self) { group in
            for process in processes {
                group.addTask { _ = await process.stop() }
            }
        }
    }
}
