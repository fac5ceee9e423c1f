public import Models
import Synchronization

/// Signs people's tokens: the development issuer, in place of the shop's own identity provider.
public struct TokenIssuer: Sendable {
    private let issuer: String
    private let key: WatchedSecret<SigningKey>

    public init(issuer: String, key: SigningKey) {
        self.init(issuer: issuer, key: WatchedSecret(key))
    }

    init(issuer: String, key: WatchedSecret<SigningKey>) {
        self.issuer = issuer
        self.key = key
    }

    /// - Parameter lifetimeSeconds: How long the token is good for.
    public func issue(
        subject: String,
        roles: [Role],
        customerID: CustomerID? = nil,
        sellerID: SellerID? = nil,
        channelID: ChannelID? = nil,
        lifetimeSeconds: Int64,
        now: Timestamp = .now
    ) throws -> String {
        let claims = TokenClaims(
            issuer: issuer,
            audience: TokenVerifier.peopleAudience,
            subject: subject,
            issuedAt: now.secondsSince1970,
            expiresAt: now.secondsSince1970 + lifetimeSeconds,
            roles: roles,
            customerID: customerID,
            sellerID: sellerID,
            channelID: channelID
        )
        return try SignedToken.sign(claims, kind: .person, with: key.value)
    }
}

/// A service's own identity: signs a short-lived token for each peer and uses it until it is nearly over.
public final class ServiceIdentity: Sendable {
    let name: ServiceName
    private let key: WatchedSecret<SigningKey>
    private let signed = Mutex(Signed())

    /// Tokens at hand, all signed with the key of one reading.
    private struct Signed {
        var version = 0
        var tokens: [ServiceName: (token: String, signedAt: Int64)] = [:]
    }

    private static let lifetimeSeconds: Int64 = 300

    public convenience init(name: ServiceName, key: SigningKey) {
        self.init(name: name, key: WatchedSecret(key))
    }

    init(name: ServiceName, key: WatchedSecret<SigningKey>) {
        self.name = name
        self.key = key
    }

    public static func issuer(of name: ServiceName) -> String { "emporia:" + name.rawValue }

    public func token(for peer: ServiceName, now: Timestamp = .now) throws -> String {
        let seconds = now.secondsSince1970
        let key = key.reading
        return try signed.withLock { signed in
            if signed.version < key.version { signed = Signed(version: key.version) }
            // One of the future was signed while this clock was ahead, and is refused until then.
            if let known = signed.tokens[peer],
                (0..<Self.lifetimeSeconds / 2).contains(seconds - known.signedAt)
            {
                return known.token
            }
            let claims = TokenClaims(
                issuer: Self.issuer(of: name),
                audience: peer.rawValue,
                subject: name.rawValue,
                issuedAt: seconds,
                expiresAt: seconds + Self.lifetimeSeconds
            )
            let token = try SignedToken.sign(claims, kind: .service, with: key.value)
            signed.tokens[peer] = (token, seconds)
            return token
        }
    }
}
