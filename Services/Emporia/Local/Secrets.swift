import Foundation
import JSON
import Models
import ServiceKit

/// The keys and passwords of a local shop, made once and kept in its state folder.
struct Secrets: Sendable {
    static let issuer = "emporia-development"

    /// 256 random bits as text.
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64URL.encode((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    private let state: StateFolder
    private let issuerKey: SigningKey

    init(_ state: StateFolder) throws {
        self.state = state
        issuerKey = try Self.key("issuer", in: state)
        let services = try ServiceName.allCases.map { name in
            try Self.key(name.rawValue, in: state).trusted(issuer: "emporia:" + name.rawValue, service: name)
        }
        let trusted = TrustedKeys([issuerKey.trusted(issuer: Self.issuer, service: nil)] + services)
        try state.write(JSON.string(trusted), to: "keys/trusted.json")
        for name in ["provider", "order-status"] { _ = try state.kept("keys/\(name)", make: Self.random) }
    }

    var tokens: TokenIssuer { TokenIssuer(issuer: Self.issuer, key: issuerKey) }

    var issuerKeyText: String { issuerKey.text }

    func databasePassword(of service: ServiceName) throws -> String { try password(ofLogin: service.rawValue) }

    /// While it is being exchanged the file holds two, of which the login has the first.
    func password(ofLogin name: String) throws -> String {
        let lines = try state.kept("keys/database-\(name)", make: Self.random)
        return lines.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }

    /// Of the server's owner, where the server does not run on this machine.
    func superuserPassword() throws -> String {
        try state.kept("keys/database-superuser", make: Self.random)
    }

    /// Where each secret lies, as the settings of a service.
    func settings(of service: ServiceName) throws -> [String: String] {
        if ServiceName.withDatabase.contains(service) { _ = try databasePassword(of: service) }
        var settings = [
            "EMPORIA_ISSUER": Self.issuer,
            "EMPORIA_TRUSTED_KEYS_FILE": state.file("keys/trusted.json").path,
            "EMPORIA_SERVICE_KEY_FILE": state.file("keys/\(service.rawValue).key").path,
            "EMPORIA_DATABASE_PASSWORD_FILE": state.file("keys/database-\(service.rawValue)").path,
        ]
        // Nobody gets to read what is not needed there.
        switch service {
        case .order: settings["EMPORIA_ORDER_STATUS_SECRET_FILE"] = state.file("keys/order-status").path
        case .payment: settings["EMPORIA_PROVIDER_SECRET_FILE"] = state.file("keys/provider").path
        case .marketing: settings["EMPORIA_ISSUER_KEY_FILE"] = state.file("keys/issuer.key").path
        case .simulator:
            settings["EMPORIA_PROVIDER_SECRET_FILE"] = state.file("keys/provider").path
            settings["EMPORIA_DATABASE_PASSWORD_FILE"] = nil
        case .catalog, .inventory, .logistics: break
        }
        return settings
    }

    private static func key(_ name: String, in state: StateFolder) throws -> SigningKey {
        let text = try state.kept("keys/\(name).key") { SigningKey(id: "\(name)-1").text }
        guard let key = SigningKey(text: text) else {
            throw Broken(
                description: "\(state.file("keys/\(name).key").path) holds no key; `emporia up --fresh` makes new ones."
            )
        }
        return key
    }
}
