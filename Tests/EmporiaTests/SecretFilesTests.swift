import Foundation
import JSON
import Models
import Testing

@testable import EmporiaCommand
@testable import ServiceKit

@Suite("The secrets of a shop in containers")
struct SecretFilesTests {
    @Test("give each service its own and nothing that it has no use for")
    func leastOfAll() throws {
        try withFolders { state, target in
            try SecretFiles(secrets: Secrets(state), target: target).write()

            let common = ["database-password", "service-key", "trusted-keys"]
            #expect(try files(target, "catalog") == common)
            #expect(try files(target, "order") == (common + ["order-status-secret"]).sorted())
            #expect(try files(target, "payment") == (common + ["provider-secret"]).sorted())
            #expect(try files(target, "marketing") == (common + ["issuer-key"]).sorted())
            #expect(try files(target, "simulator") == ["provider-secret", "service-key", "trusted-keys"])
            #expect(try files(target, "postgres") == ["superuser"])
            let logins = ServiceName.withDatabase.map(\.rawValue)
            #expect(try files(target, "database") == (logins + ["check", "superuser"]).sorted())
            #expect(try files(target, "check") == ["database-password"])
            #expect(target.read("check/database-password") == target.read("database/check"))
            #expect(target.read("database/order") == target.read("order/database-password"))
            #expect(target.read("payment/provider-secret") == target.read("simulator/provider-secret"))
        }
    }

    @Test("sign what every service trusts, and stay the same when they are written again")
    func fitTogether() throws {
        try withFolders { state, target in
            try SecretFiles(secrets: Secrets(state), target: target).write()
            let before = target.read("order/service-key")
            try SecretFiles(secrets: Secrets(state), target: target).write()

            #expect(target.read("order/service-key") == before)
            let entrance = try ShopEntrance.elsewhere(
                ServiceConfiguration([
                    "issuer.key.file": target.file("seed/issuer-key").path, "catalog.url": "http://catalog:8081",
                ])
            )
            let trusted = try JSON.decode(TrustedKeys.self, from: Array((target.read("order/trusted-keys") ?? "").utf8))
            let verifier = TokenVerifier(service: .order, issuer: Secrets.issuer, keys: trusted)
            let token = try entrance.tokens.issue(subject: "keeper", roles: [.administrator], lifetimeSeconds: 60)
            #expect(throws: Never.self) {
                try verifier.caller(of: token, nowSeconds: Timestamp.now.secondsSince1970)
            }
            #expect(entrance.url(of: .catalog) == "http://catalog:8081")
        }
    }

    private func files(_ target: StateFolder, _ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: target.file(name).path).sorted()
    }

    private func withFolders(_ body: (StateFolder, StateFolder) throws -> Void) throws {
        let root = "/tmp/emporia-secrets-\(UUID().uuidString.prefix(8).lowercased())"
        defer { try? FileManager.default.removeItem(atPath: root) }
        try body(StateFolder(root + "/state"), StateFolder(root + "/files"))
    }
}
