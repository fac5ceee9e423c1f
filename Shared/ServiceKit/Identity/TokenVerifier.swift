import Models
import Synchronization

/// Turns a bearer token into a caller, or refuses it.
///
/// A signature check costs about 50 µs of CPU, a look-up well under one: verified tokens are remembered until they end
/// or the trusted keys change.
final class TokenVerifier: Sendable {
    /// Whose tokens count as people's: one issuer per environment, so that a token of another environment is refused
    /// even if a key were shared by mistake.
    private let issuer: String
    private let service: ServiceName
    private let keys: WatchedSecret<TrustedKeys>
    private let memory = Mutex(Memory())

    /// Tokens that the keys of one reading verified.
    private struct Memory {
        var version = 0
        var tokens: [String: Remembered] = [:]
    }

    private struct Remembered {
        let caller: Caller
        let expiresAt: Int64
    }

    static let peopleAudience = "emporia"
    private static let rememberedMax = 10_000
    /// How far two machines' clocks may differ.
    private static let clockSkewSeconds: Int64 = 30

    convenience init(service: ServiceName, issuer: String, keys: TrustedKeys) {
        self.init(service: service, issuer: issuer, keys: WatchedSecret(keys))
    }

    init(service: ServiceName, issuer: String, keys: WatchedSecret<TrustedKeys>) {
        self.service = service
        self.issuer = issuer
        self.keys = keys
    }

    func caller(of token: String, nowSeconds: Int64) throws(SignedToken.Failure) -> Caller {
        let keys = keys.reading
        if let known = recall(token, verifiedBy: keys.version), nowSeconds < known.expiresAt { return known.caller }
        do {
            return try caller(of: token, keys, nowSeconds)
        } catch {
            // The key may have been trusted this very moment, and its first token be faster than our next look.
            guard error == .unknownKey || error == .badSignature else { throw error }
            let newer = self.keys.lookAgain()
            guard newer.version > keys.version else { throw error }
            return try caller(of: token, newer, nowSeconds)
        }
    }

    private func caller(
        of token: String,
        _ keys: WatchedSecret<TrustedKeys>.Reading,
        _ nowSeconds: Int64
    ) throws(SignedToken.Failure) -> Caller {
        let (claims, key, kind) = try SignedToken.verify(token, keys: keys.value)
        guard nowSeconds < claims.expiresAt else { throw .expired }
        guard claims.issuedAt <= nowSeconds + Self.clockSkewSeconds else { throw .notYetValid }
        guard claims.issuer == key.issuer else { throw .wrongIssuer }
        let caller =
            switch kind {
            case .person: try person(claims, key)
            case .service: try peer(claims, key)
            }
        remember(caller, token: token, until: claims.expiresAt, verifiedBy: keys.version)
        return caller
    }

    private func person(_ claims: TokenClaims, _ key: TrustedKeys.Key) throws(SignedToken.Failure) -> Caller {
        guard key.service == nil, claims.issuer == issuer else { throw .wrongIssuer }
        guard claims.audience == Self.peopleAudience else { throw .wrongAudience }
        return Caller(
            subject: claims.subject,
            roles: Set(claims.roles),
            customerID: claims.customerID,
            sellerID: claims.sellerID,
            channelID: claims.channelID
        )
    }

    /// A service speaks only for itself: its key names it, and its token must too.
    private func peer(_ claims: TokenClaims, _ key: TrustedKeys.Key) throws(SignedToken.Failure) -> Caller {
        guard let name = key.service, claims.subject == name.rawValue, claims.roles.isEmpty else { throw .wrongIssuer }
        guard claims.audience == service.rawValue else { throw .wrongAudience }
        return Caller(subject: "service:" + name.rawValue, service: name)
    }

    private func recall(_ token: String, verifiedBy version: Int) -> Remembered? {
        memory.withLock { memory in
            if memory.version < version { memory = Memory(version: version) }
            return memory.version == version ? memory.tokens[token] : nil
        }
    }

    private func remember(_ caller: Caller, token: String, until expiresAt: Int64, verifiedBy version: Int) {
        memory.withLock { memory in
            guard memory.version == version else { return }
            if memory.tokens.count >= Self.rememberedMax { memory.tokens.removeAll(keepingCapacity: true) }
            memory.tokens[token] = Remembered(caller: caller, expiresAt: expiresAt)
        }
    }
}
