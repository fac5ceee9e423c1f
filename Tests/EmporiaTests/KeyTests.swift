import ArgumentParser
import Foundation
import JSON
import ServiceKit
import Testing

@testable import EmporiaCommand

@Suite("A new signing key")
struct KeyTests {
    @Test("XC-13 is trusted in every file named, lies in a file that its owner alone reads, and can be dropped again")
    func addAndDrop() throws {
        let folder = try StateFolder(NSTemporaryDirectory() + "emporia-keys-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder.root) }
        _ = try Secrets(folder)
        let files = try ["order", "payment"].map { name in
            let file = folder.file("\(name)/trusted-keys").path
            try folder.write(try #require(folder.read("keys/trusted.json")), to: "\(name)/trusted-keys")
            return file
        }
        let file = folder.file("order-2.key").path
        let adding = ["order-2", "--service", "order", "--file", file, "--trusted"] + files

        try AddKey.parse(adding).run()

        let key = try #require(SigningKey(text: String(contentsOfFile: file, encoding: .utf8)))
        #expect(key.id == "order-2")
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        for file in files { #expect(try ids(in: file).contains("order-2")) }
        #expect(throws: ValidationError.self) { try AddKey.parse(adding).run() }
        #expect(try SigningKey(text: String(contentsOfFile: file, encoding: .utf8))?.text == key.text)

        try DropKey.parse(["order-1", "--trusted"] + files).run()

        for file in files {
            #expect(try ids(in: file).contains("order-2"))
            #expect(try !ids(in: file).contains("order-1"))
        }
        #expect(throws: ValidationError.self) { try DropKey.parse(["order-1", "--trusted"] + files).run() }
    }

    @Test("of a service that does not exist is refused before anything is written")
    func unknownService() throws {
        let file = NSTemporaryDirectory() + "emporia-key-\(UUID().uuidString)"

        #expect(throws: ValidationError.self) {
            try AddKey.parse(["a-1", "--service", "ordr", "--file", file, "--trusted", "/dev/null"]).run()
        }
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    private func ids(in file: String) throws -> [String] {
        try JSON.decode(TrustedKeys.self, from: Array(Data(contentsOf: URL(filePath: file)))).all.map(\.id)
    }
}
