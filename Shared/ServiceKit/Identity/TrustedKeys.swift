import Crypto
public import JSON
public import Models

/// A private key and the id under which its public half is trusted.
public struct SigningKey: Sendable {
    public let id: String
    let privateKey: Curve25519.Signing.PrivateKey

    /// A new key, from the system's random numbers.
    public init(id: String) {
        self.id = id
        privateKey = Curve25519.Signing.PrivateKey()
    }

    /// - Parameter text: As kept in a key file: `id:` and the 32 bytes in URL base 64.
    public init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty,
            let bytes = Base64URL.decode(parts[1].filter { !$0.isWhitespace }),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        else { return nil }
        id = String(parts[0])
        privateKey = key
    }

    public var text: String { id + ":" + Base64URL.encode(privateKey.rawRepresentation) }

    /// - Parameter service: The service that signs with this key; nil for the issuer of people's tokens.
    public func trusted(issuer: String, service: ServiceName?) -> TrustedKeys.Key {
        TrustedKeys.Key(id: id, issuer: issuer, service: service, publicKey: privateKey.publicKey)
    }
}

/// The public keys that a service accepts tokens from, as JWKs (RFC 8037) with two members of our own: the issuer that a
/// key stands for, and the service, when it is a service's.
///
/// Several keys may stand for one issuer, so that a new key is trusted before it is used and the old one until its last
/// token has ended.
public struct TrustedKeys: Sendable {
    public struct Key: Sendable {
        public let id: String
        let issuer: String
        let service: ServiceName?
        let publicKey: Curve25519.Signing.PublicKey
    }

    private var keys: [String: Key] = [:]

    public init(_ keys: [Key] = []) {
        for key in keys { self.keys[key.id] = key }
    }

    public var all: [Key] { keys.values.sorted { $0.id < $1.id } }

    subscript(id: String) -> Key? { keys[id] }
}

extension TrustedKeys: JSONReadable, JSONWritable {
    public init?(json: JSONNode) {
        guard let keys = json.required("keys", as: [Key].self) else { return nil }
        self.init(keys)
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("keys", all)
        }
    }
}

extension TrustedKeys.Key: JSONReadable, JSONWritable {
    public init?(json: JSONNode) {
        let id = json.text("kid")
        let type = json.text("kty")
        let curve = json.text("crv")
        let issuer = json.text("iss")
        let service = json.optional("service", as: ServiceName.self)
        let point = json.text("x")
        guard let id, let type, let curve, let issuer, let point else { return nil }
        guard type == "OKP", curve == "Ed25519", let bytes = Base64URL.decode(point),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        else {
            json.fail("is not an Ed25519 public key")
            return nil
        }
        self.init(id: id, issuer: issuer, service: service, publicKey: key)
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kid", id)
            json.field("kty", "OKP")
            json.field("crv", "Ed25519")
            json.field("iss", issuer)
            json.field("service", service)
            json.field("x", Base64URL.encode(publicKey.rawRepresentation))
        }
    }
}
