import ArgumentParser
import Foundation
import Glibc
import JSON
import Models
import ServiceKit

/// Makes and drops signing keys, for a rotation: `k8s/OPERATING.md` says in which order.
struct Key: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make or drop a signing key, in the files that services read.",
        subcommands: [AddKey.self, DropKey.self]
    )
}

struct AddKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Write a new signing key to a file of its own and its public half to the trusted keys."
    )

    @Argument(help: "The key's id, never used before: order-2.") var id: String
    @Option(help: "The service that will sign with it; without, the issuer of people's tokens.")
    var service: String?
    @Option(help: "The issuer that people's tokens name.") var issuer = Secrets.issuer
    @Option(help: "The file that gets the key; it must not be there yet.") var file: String
    @Option(parsing: .upToNextOption, help: "The files of trusted keys, which get the public half.")
    var trusted: [String]

    func run() throws {
        let signer = service.flatMap(ServiceName.init)
        if let service, signer == nil { throw ValidationError("There is no service \"\(service)\".") }
        let files = try trusted.map(TrustedKeysFile.init)
        for file in files where file.holds(id) { throw ValidationError("There is a key \(id) in \(file.path).") }
        let key = SigningKey(id: id)
        let owner = signer.map(ServiceIdentity.issuer) ?? issuer
        try createSecret(key.text, at: file)
        for file in files { try file.add(key.trusted(issuer: owner, service: signer)) }
        Terminal.good("\(id) in \(file), trusted in \(trusted.joined(separator: ", "))")
    }
}

struct DropKey: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "drop", abstract: "Take a key from the trusted keys.")

    @Argument(help: "The key's id.") var id: String
    @Option(parsing: .upToNextOption, help: "The files of trusted keys.") var trusted: [String]

    func run() throws {
        let files = try trusted.map(TrustedKeysFile.init)
        for file in files where !file.holds(id) { throw ValidationError("There is no key \(id) in \(file.path).") }
        for file in files { try file.drop(id) }
        Terminal.good("\(id) is no longer trusted in \(trusted.joined(separator: ", "))")
    }
}

/// The trusted keys of a service as a file.
private struct TrustedKeysFile {
    let path: String
    private let keys: [TrustedKeys.Key]

    init(_ path: String) throws {
        self.path = path
        keys = try JSON.decode(TrustedKeys.self, from: Array(Data(contentsOf: URL(filePath: path)))).all
    }

    func holds(_ id: String) -> Bool { keys.contains { $0.id == id } }
    func add(_ key: TrustedKeys.Key) throws { try write(keys + [key]) }
    func drop(_ id: String) throws { try write(keys.filter { $0.id != id }) }

    /// All or nothing: a service may be reading it.
    private func write(_ keys: [TrustedKeys.Key]) throws {
        try Data(JSON.encode(TrustedKeys(keys))).write(to: URL(filePath: path), options: .atomic)
    }
}

/// Readable by its owner alone from its first byte on.
private func createSecret(_ text: String, at path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw ValidationError("\(path) is there already or can't be made.") }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
}
