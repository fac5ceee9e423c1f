import JSON
public import Models
public import ServiceKit

/// The keys of all tests: made anew in each run, trusted by every service that a test starts.
public enum TestIdentity {
    static let issuer = "emporia-test"
    private static let issuerKey = SigningKey(id: "test-issuer")
    private static let serviceKeys = ServiceName.allCases.map { SigningKey(id: "test-\($0.rawValue)") }

    public static let tokens = TokenIssuer(issuer: issuer, key: issuerKey)
    private static let identities = zip(ServiceName.allCases, serviceKeys).map { ServiceIdentity(name: $0, key: $1) }

    public static func identity(of name: ServiceName) -> ServiceIdentity {
        identities[ServiceName.allCases.firstIndex(of: name) ?? 0]
    }

    static func settings(of name: ServiceName) -> [String: String] {
        let services = zip(ServiceName.allCases, serviceKeys).map { name, key in
            key.trusted(issuer: ServiceIdentity.issuer(of: name), service: name)
        }
        let trusted = TrustedKeys([issuerKey.trusted(issuer: issuer, service: nil)] + services)
        return [
            "issuer": issuer,
            "issuer.key": issuerKey.text,
            "trusted.keys": JSON.string(trusted),
            "service.key": serviceKeys[ServiceName.allCases.firstIndex(of: name) ?? 0].text,
            "http.port": "0",
            "log.level": "critical",
            "drain.seconds": "0",
            "provider.secret": "a secret of tests",
        ]
    }
}

/// Who a test's request comes from.
public enum TestCaller: Sendable {
    case anonymous
    case role(Role, subject: String)
    case customer(CustomerID)
    case guest(String)
    case seller(SellerID)
    case channel(ChannelID)
    case service(ServiceName)
    case token(String)

    public static let administrator = TestCaller.role(.administrator, subject: "administrator")
    public static func role(_ role: Role) -> TestCaller { .role(role, subject: role.rawValue) }

    func token(for service: ServiceName) throws -> String? {
        switch self {
        case .anonymous: nil
        case .token(let token): token
        case .service(let name): try TestIdentity.identity(of: name).token(for: service)
        case .role(let role, let subject): try issue(subject, role)
        case .guest(let subject): try issue(subject, .guest)
        case .customer(let id):
            try TestIdentity.tokens.issue(
                subject: "customer:\(id)",
                roles: [.customer],
                customerID: id,
                lifetimeSeconds: 600
            )
        case .seller(let id):
            try TestIdentity.tokens.issue(
                subject: "seller:\(id)",
                roles: [.seller],
                sellerID: id,
                lifetimeSeconds: 600
            )
        case .channel(let id):
            try TestIdentity.tokens.issue(
                subject: "channel:\(id)",
                roles: [.channel],
                channelID: id,
                lifetimeSeconds: 600
            )
        }
    }

    private func issue(_ subject: String, _ role: Role) throws -> String {
        try TestIdentity.tokens.issue(subject: subject, roles: [role], lifetimeSeconds: 600)
    }
}
