import Foundation
import Glibc
import JSON
import Models
import ServiceKit
import TestSupport
import Testing

@testable import EmporiaCommand

/// Exchanges keys, passwords and secrets of a running shop as an operator does: file by file, the next step when every
/// replica shows at `/metrics` that it uses the file of the step before.
struct Rotation {
    let shop: SystemShop

    /// The keys in use at first, by the file they lie in.
    func key(_ name: String) throws -> SigningKey {
        let text = try #require(shop.local.state.read("keys/\(name).key"))
        return try #require(SigningKey(text: text))
    }

    func trust(_ issuers: [SigningKey], _ services: [ServiceName: [SigningKey]]) async throws {
        let people = issuers.map { $0.trusted(issuer: Secrets.issuer, service: nil) }
        let peers = services.flatMap { name, keys in
            keys.map { $0.trusted(issuer: ServiceIdentity.issuer(of: name), service: name) }
        }
        try await write(
            JSON.string(TrustedKeys(people + peers)),
            to: "trusted.json",
            "trusted.keys",
            ServiceName.allCases
        )
    }

    /// - Parameters:
    ///   - setting: What the file is to a service, as in `service.key`.
    ///   - users: The services that read it.
    func write(_ text: String, to file: String, _ setting: String, _ users: [ServiceName]) async throws {
        let path = "keys/" + file
        try shop.local.state.write(text, to: path)
        let time = try Self.writtenSeconds(shop.local.state.file(path))
        for replica in shop.plan.everyReplica where users.contains(replica.name) {
            try await eventually("\(replica) uses the new \(file)") {
                try await shown(setting, by: replica) == time
            }
        }
    }

    private func shown(_ setting: String, by replica: Replica) async throws -> Double? {
        let metrics = try await shop.http.send(.get, shop.url(of: replica) + "/metrics", timeoutSeconds: 5).text
        let name = "emporia_secret_file_timestamp_seconds{secret=\"\(setting)\"} "
        return metrics.split(separator: "\n").first { $0.hasPrefix(name) }.flatMap { Double($0.dropFirst(name.count)) }
    }

    private static func writtenSeconds(_ file: URL) throws -> Double {
        var status = stat()
        #expect(stat(file.path, &status) == 0)
        return Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
    }
}
