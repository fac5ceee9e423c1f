import ArgumentParser
import Foundation
import Glibc

/// Stops a shop that runs elsewhere.
struct Down: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stop the shop that runs in this folder.")

    @OptionGroup var state: StateOptions

    func run() async throws {
        let folder = try state.folder()
        if let holder = FolderLock.holder(folder) {
            kill(holder, SIGTERM)
            while FolderLock.holder(folder) != nil { try await Task.sleep(for: .milliseconds(100)) }
        }
        // A shop whose `emporia up` was killed leaves its database behind.
        for server in try ShopServers(folder).all where server.processID != nil { server.stop() }
        Terminal.good("nothing runs in \(folder.root.path)")
    }
}
