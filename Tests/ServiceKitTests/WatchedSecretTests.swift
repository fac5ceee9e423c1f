import Foundation
import JSON
import Models
import TestSupport
import Testing

@testable import ServiceKit

@Suite("A secret in a file", .timeLimit(.minutes(5)))
struct WatchedSecretTests {
    @Test("XC-13 is read again when a mounted Secret is exchanged by the swap of a symbolic link")
    func mounted() async throws {
        let mount = try Mount("first")
        let secret = try mount.secret()

        try mount.exchange(for: "second")

        #expect(secret.lookAgain().value == "second")
        try mount.exchange(for: "third")
        try await eventually { secret.value == "third" }
        #expect(secret.reading.version == 2)
    }

    @Test("XC-13 is read again when the file is written in place")
    func writtenInPlace() throws {
        let mount = try Mount("first")
        let secret = try mount.secret()

        try mount.write("second")

        #expect(secret.lookAgain().value == "second")
    }

    @Test("stays what it was while the file is missing or makes no sense")
    func keepsLast() throws {
        let mount = try Mount("first")
        let secret = try mount.secret()

        try mount.write("broken")
        #expect(secret.lookAgain().value == "first")
        try mount.remove()
        #expect(secret.lookAgain().value == "first")
        try mount.write("second")
        #expect(secret.lookAgain().value == "second")
    }

    @Test("that makes no sense at the start ends the start")
    func refusesAtStart() throws {
        let mount = try Mount("broken")

        #expect(throws: Mount.Broken.self) { try mount.secret() }
    }

    @Test("XC-13 of people's tokens changes with no token refused on the way, and the old key's are refused at the end")
    func trustedKeys() async throws {
        let old = SigningKey(id: "issuer-1")
        let new = SigningKey(id: "issuer-2")
        let mount = try Mount(Self.trusting(old))
        let verifier = TokenVerifier(service: .order, issuer: "shop", keys: try mount.keys())
        let first = try TokenIssuer(issuer: "shop", key: old).issue(subject: "a", roles: [], lifetimeSeconds: 600)
        let second = try TokenIssuer(issuer: "shop", key: new).issue(subject: "a", roles: [], lifetimeSeconds: 600)
        let now = Timestamp.now.secondsSince1970

        #expect(throws: SignedToken.Failure.unknownKey) { try verifier.caller(of: second, nowSeconds: now) }
        try mount.exchange(for: Self.trusting(old, new))
        #expect(try verifier.caller(of: second, nowSeconds: now).subject == "a")
        #expect(try verifier.caller(of: first, nowSeconds: now).subject == "a")
        try mount.exchange(for: Self.trusting(new))

        // Though it was remembered a moment ago.
        try await eventually { (try? verifier.caller(of: first, nowSeconds: now)) == nil }
        #expect(throws: SignedToken.Failure.unknownKey) { try verifier.caller(of: first, nowSeconds: now) }
        #expect(try verifier.caller(of: second, nowSeconds: now).subject == "a")
    }

    @Test("XC-13 that signs a service's tokens signs the next one anew")
    func serviceKey() async throws {
        let old = SigningKey(id: "order-1")
        let new = SigningKey(id: "order-2")
        let mount = try Mount(old.text)
        let key = try WatchedSecret(path: mount.path, logger: .silent) { try #require(SigningKey(text: $0)) }
        let identity = ServiceIdentity(name: .order, key: key)
        let first = try identity.token(for: .payment)

        #expect(try identity.token(for: .payment) == first)
        try mount.exchange(for: new.text)

        try await eventually { try identity.token(for: .payment) != first }
        let keys = TrustedKeys([new.trusted(issuer: ServiceIdentity.issuer(of: .order), service: .order)])
        #expect(try SignedToken.verify(identity.token(for: .payment), keys: keys).key.id == "order-2")
    }

    @Test("XC-13 shared with a provider: the first line signs, each line verifies")
    func providerSecret() throws {
        let mount = try Mount("old")
        let source = SecretSource(
            configuration: ServiceConfiguration(["provider.secret.file": mount.path]),
            metrics: MetricsRegistry(),
            logger: .silent
        )
        let ours = try source.providerSignature()
        let now = Timestamp.now
        func signedBy(_ secret: String) -> String {
            MessageSignature(secret: secret).signing("POST", "/", body: [1], at: now)
        }
        func accepts(_ header: String) -> Bool { ours.verifies(header, "POST", "/", body: [1], at: now) }

        #expect(accepts(signedBy("old")) && !accepts(signedBy("new")))
        try mount.exchange(for: "old\nnew\n")
        #expect(accepts(signedBy("old")) && accepts(signedBy("new")))
        #expect(ours.signing("POST", "/", body: [1], at: now) == signedBy("old"))
        try mount.exchange(for: "new\nold\n")
        #expect(accepts(signedBy("old")) && !accepts(signedBy("neither")))
        #expect(ours.signing("POST", "/", body: [1], at: now) == signedBy("new"))
    }

    private static func trusting(_ keys: SigningKey...) -> String {
        JSON.string(TrustedKeys(keys.map { $0.trusted(issuer: "shop", service: nil) }))
    }
}

/// A mounted Secret as Kubernetes lays it out: the file is a link through `..data`, which is swapped as a whole.
private final class Mount: Sendable {
    struct Broken: Error {}

    private let folder: String
    var path: String { folder + "/secret" }

    init(_ text: String) throws {
        folder = NSTemporaryDirectory() + "emporia-mount-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try exchange(for: text)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "..data/secret")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func exchange(for text: String) throws {
        let version = "..\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: "\(folder)/\(version)", withIntermediateDirectories: false)
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(version)/secret"))
        try FileManager.default.createSymbolicLink(atPath: folder + "/..data_tmp", withDestinationPath: version)
        #expect(rename(folder + "/..data_tmp", folder + "/..data") == 0)
    }

    func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: folder + "/..data/secret"))
    }

    func remove() throws { try FileManager.default.removeItem(atPath: folder + "/..data/secret") }

    func secret() throws -> WatchedSecret<String> {
        try WatchedSecret(path: path, logger: .silent) { text in
            if text == "broken" { throw Broken() }
            return text
        }
    }

    func keys() throws -> WatchedSecret<TrustedKeys> {
        try WatchedSecret(path: path, logger: .silent) { try JSON.decode(TrustedKeys.self, from: Array($0.utf8)) }
    }
}
