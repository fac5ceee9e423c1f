import Crypto
import JSON
import Models

/// A JSON Web Token in JWS compact form (RFC 7515), signed with Ed25519 (RFC 8037).
///
/// The checks are those of RFC 8725: one algorithm, chosen by the key and never by the token; an explicit `typ`, so that
/// a service's token can't pass for a person's; and no header that names a key or its address, because the strict reader
/// knows only `alg`, `kid` and `typ`.
enum SignedToken {
    /// What the token is for (RFC 8725 §3.11).
    enum Kind: String {
        case person = "at+jwt"
        case service = "svc+jwt"
    }

    enum Failure: Error, Equatable {
        case malformed, wrongAlgorithm, wrongKind, unknownKey, badSignature, wrongIssuer, wrongAudience, expired
        case notYetValid
    }

    struct Header: JSONReadable, JSONWritable {
        let algorithm: String
        let keyID: String
        let kind: String

        init(keyID: String, kind: Kind) {
            self.algorithm = "EdDSA"
            self.keyID = keyID
            self.kind = kind.rawValue
        }

        init?(json: JSONNode) {
            let algorithm = json.text("alg")
            let keyID = json.text("kid")
            let kind = json.text("typ")
            guard let algorithm, let keyID, let kind else { return nil }
            self.algorithm = algorithm
            self.keyID = keyID
            self.kind = kind
        }

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("alg", algorithm)
                json.field("kid", keyID)
                json.field("typ", kind)
            }
        }
    }

    static func sign(_ claims: TokenClaims, kind: Kind, with key: SigningKey) throws -> String {
        let header = Base64URL.encode(JSON.encode(Header(keyID: key.id, kind: kind)))
        let message = header + "." + Base64URL.encode(JSON.encode(claims))
        let signature = try key.privateKey.signature(for: Array(message.utf8))
        return message + "." + Base64URL.encode(signature)
    }

    /// The claims of a token whose signature holds. Who issued it, for whom and until when is checked by the caller.
    static func verify(
        _ token: String,
        keys: TrustedKeys
    ) throws(Failure) -> (claims: TokenClaims, key: TrustedKeys.Key, kind: Kind) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard token.utf8.count <= 4096, parts.count == 3,
            let headerBytes = Base64URL.decode(parts[0]),
            let claimBytes = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]),
            let header = try? JSON.decode(Header.self, from: headerBytes)
        else { throw .malformed }
        guard header.algorithm == "EdDSA" else { throw .wrongAlgorithm }
        guard let kind = Kind(rawValue: header.kind) else { throw .wrongKind }
        guard let key = keys[header.keyID] else { throw .unknownKey }
        let message = token.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count)
        guard key.publicKey.isValidSignature(signature, for: Array(message)) else { throw .badSignature }
        guard let claims = try? JSON.decode(TokenClaims.self, from: claimBytes) else { throw .malformed }
        return (claims, key, kind)
    }
}
