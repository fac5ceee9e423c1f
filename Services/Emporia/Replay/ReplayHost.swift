import ArgumentParser
import Foundation
import Glibc
import Models
import Synchronization
import UnixSignals

/// The shop that takes a replay: one that runs already, or one started for it and stopped with it.
struct ReplayHost: Sendable {
    let shop: LocalShop
    /// The process that the services belong to.
    let owner: pid_t
    private let own: (runner: ShopRunner, lock: FolderLock)?

    /// - Parameter running: Take the shop that runs in this folder.
    init(_ folder: StateFolder, running: Bool) throws {
        if running {
            let running = try RunningShop(in: folder)
            shop = try LocalShop(folder, ports: running.ports)
            owner = running.owner
            own = nil
        } else {
            guard let lock = FolderLock(folder) else {
                throw ValidationError("A shop runs in \(folder.root.path); `--running` replays into it.")
            }
            shop = try LocalShop(folder)
            owner = getpid()
            own = (ShopRunner(shop), lock)
        }
    }

    /// Opens the shop, works, and closes what was opened, also after an error or Ctrl-C.
    /// - Returns: Nil when it was interrupted.
    func run<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T? {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let result: Result<T?, any Error>
        do {
            result = .success(
                try await withThrowingTaskGroup(of: T?.self) { group in
                    group.addTask {
                        for await _ in signals { break }
                        return nil
                    }
                    group.addTask {
                        try await open()
                        return try await work()
                    }
                    defer { group.cancelAll() }
                    return try await group.next() ?? nil
                }
            )
        } catch {
            result = .failure(error)
        }
        await close()
        return try result.get()
    }

    private func open() async throws {
        guard let own else { return }
        let log = try LogFile(shop.state.file("services.log"))
        Terminal.step("starting a shop in \(shop.state.root.path); its services log to services.log there")
        try shop.startDatabase()
        try await own.runner.start { log.write("\($0.rawValue) \($1)") }
    }

    private func close() async {
        guard let own else { return }
        Terminal.step("stopping")
        await own.runner.stop()
        shop.servers.stop()
        own.lock.release()
    }
}

/// Where a shop's services log while the terminal shows something else.
private final class LogFile: Sendable {
    private let handle: Mutex<FileHandle>

    init(_ url: URL) throws {
        _ = FileManager.default.createFile(atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600])
        handle = Mutex(try FileHandle(forWritingTo: url))
    }

    func write(_ line: String) {
        handle.withLock { $0.write(Data((line + "\n").utf8)) }
    }
}
