import Foundation
import Models
import Testing

@testable import EmporiaCommand

@Suite("The folder of a local shop")
struct StateFolderTests {
    @Test("is made where there is none, and only its owner may look into it")
    func isPrivate() throws {
        try withFolder { state in
            try state.write("secret", to: "keys/issuer")

            #expect(try permissions(of: state.root) == 0o700)
            #expect(try permissions(of: state.file("keys/issuer")) == 0o600)
        }
    }

    @Test("keeps what was made the first time")
    func keepsFirst() throws {
        try withFolder { state in
            let first = try state.kept("port") { "1" }
            let second = try StateFolder(state.root.path).kept("port") { "2" }

            #expect(first == "1")
            #expect(second == "1")
        }
    }

    @Test("forgets what is removed, and misses nothing that was never there")
    func forgets() throws {
        try withFolder { state in
            try state.write("yes", to: "seeded")
            state.remove("seeded")
            state.remove("never")

            #expect(state.read("seeded") == nil)
        }
    }

    @Test("belongs to one shop at a time, and to the next one when that ends")
    func locks() throws {
        try withFolder { state in
            let first = try #require(FolderLock(state))

            #expect(FolderLock(state) == nil)
            #expect(FolderLock.holder(state) == getpid())

            first.release()
            #expect(FolderLock.holder(state) == nil)
            let second = try #require(FolderLock(state))
            second.release()
        }
    }

    @Test("gives every shop keys of its own, and the same ones at every start")
    func keepsKeys() throws {
        try withFolder { state in
            let first = try Secrets(state).databasePassword(of: .order)
            let again = try Secrets(state).databasePassword(of: .order)
            let another = try Secrets(state).databasePassword(of: .payment)

            #expect(again == first)
            #expect(another != first)
        }
    }

    private func permissions(of url: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }

    private func withFolder(_ body: (StateFolder) throws -> Void) throws {
        let state = try StateFolder("/tmp/emporia-state-\(UUID().uuidString.prefix(8).lowercased())")
        defer { try? FileManager.default.removeItem(at: state.root) }
        try body(state)
    }
}
