import ArgumentParser
import Foundation

/// Where a shop on this machine keeps everything: its keys, its database, its journal and who runs at the moment.
struct StateFolder: Sendable {
    let root: URL

    init(_ path: String) throws {
        root = URL(filePath: path, directoryHint: .isDirectory).standardizedFileURL.absoluteURL
        try FileManager.default.createDirectory(
            at: root,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    func file(_ name: String) -> URL { root.appending(path: name) }

    func read(_ name: String) -> String? {
        try? String(contentsOf: file(name), encoding: .utf8)
    }

    /// Only the owner may read what is kept here, secrets among it.
    func write(_ text: String, to name: String) throws {
        let url = file(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url, options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
    }

    func remove(_ name: String) {
        try? FileManager.default.removeItem(at: file(name))
    }

    /// The text kept under this name, made and kept the first time.
    func kept(_ name: String, make: () throws -> String) throws -> String {
        if let text = read(name) { return text }
        let text = try make()
        try write(text, to: name)
        return text
    }
}

/// The option that every command about a local shop takes.
struct StateOptions: ParsableArguments {
    @Option(name: .customLong("state"), help: "The folder that holds the shop's database and keys.")
    var path = ProcessInfo.processInfo.environment["EMPORIA_STATE"] ?? ".emporia"

    func folder() throws -> StateFolder { try StateFolder(path) }
}
