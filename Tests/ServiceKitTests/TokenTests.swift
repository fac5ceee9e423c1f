import Crypto
import JSON
import Models
import Testing

@testable import ServiceKit

@Suite("A token")
struct TokenTests {
    private static let now: Int64 = 1_800_000_000
    private static let issuerKey = SigningKey(id: "issuer-1")
    private static let orderKey = SigningKey(id: "order-1")
    private static let strangerKey = SigningKey(id: "issuer-1")

    private let verifier = TokenVerifier(
        service: .inventory,
        issuer: "emporia-test",
        keys: TrustedKeys([
            issuerKey.trusted(issuer: "emporia-test", service: nil),
            orderKey.trusted(issuer: "emporia:order", service: .order),
        ])
    )

    @Test("of a person carries roles and customer")
    func person() throws {
        let customer = CustomerID()
        let token = try SignedToken.sign(Self.claims(customer: customer), kind: .person, with: Self.issuerKey)

        let caller = try verifier.caller(of: token, nowSeconds: Self.now)

        #expect(caller.roles == [.customer])
        #expect(caller.customerID == customer)
        #expect(caller.service == nil)
    }

    @Test("of a service names the service")
    func service() throws {
        let token = try SignedToken.sign(Self.serviceClaims(), kind: .service, with: Self.orderKey)

        #expect(try verifier.caller(of: token, nowSeconds: Self.now).service == .order)
    }

    @Test("of a service is signed anew when half its time is over, and when it turns out to be of the future")
    func signedAnew() throws {
        let identity = ServiceIdentity(name: .order, key: Self.orderKey)
        let at = { (seconds: Int64) in Timestamp(microseconds: (Self.now + seconds) * 1_000_000) }

        let first = try identity.token(for: .inventory, now: at(0))
        #expect(try identity.token(for: .inventory, now: at(149)) == first)
        #expect(try identity.token(for: .inventory, now: at(150)) != first)
        _ = try identity.token(for: .inventory, now: at(3600))
        let afterTheJump = try identity.token(for: .inventory, now: at(1))
        #expect(try verifier.caller(of: afterTheJump, nowSeconds: Self.now + 1).service == .order)
    }

    @Test("is remembered no longer than it lasts")
    func remembered() throws {
        let token = try SignedToken.sign(Self.claims(), kind: .person, with: Self.issuerKey)
        _ = try verifier.caller(of: token, nowSeconds: Self.now)

        #expect(throws: SignedToken.Failure.expired) {
            try verifier.caller(of: token, nowSeconds: Self.now + 600)
        }
    }

    @Test("that breaks a rule of RFC 8725 is refused", arguments: forgeries)
    func refused(forgery: Forgery) throws {
        let token = try forgery.make()

        #expect(throws: forgery.failure) { try verifier.caller(of: token, nowSeconds: Self.now) }
    }

    /// A token that must not pass, and why.
    struct Forgery: CustomTestStringConvertible {
        let testDescription: String
        let failure: SignedToken.Failure
        let make: @Sendable () throws -> String

        init(_ name: String, _ failure: SignedToken.Failure, _ make: @escaping @Sendable () throws -> String) {
            testDescription = name
            self.failure = failure
            self.make = make
        }
    }

    private static let forgeries: [Forgery] = [
        Forgery("empty", .malformed) { "" },
        Forgery("two parts", .malformed) { "a.b" },
        Forgery("four parts", .malformed) { try good() + ".x" },
        Forgery("longer than any honest token", .malformed) { String(repeating: "a", count: 5000) },
        Forgery("padding in base 64", .malformed) { try good().replacing(".", with: "=.") },
        Forgery("alg none", .wrongAlgorithm) { try raw(header: #"{"alg":"none","kid":"issuer-1","typ":"at+jwt"}"#) },
        Forgery("alg HS256 with the public key", .wrongAlgorithm) {
            try raw(header: #"{"alg":"HS256","kid":"issuer-1","typ":"at+jwt"}"#)
        },
        Forgery("alg in other case", .wrongAlgorithm) {
            try raw(header: #"{"alg":"eddsa","kid":"issuer-1","typ":"at+jwt"}"#)
        },
        Forgery("a key inside the header", .malformed) {
            try raw(header: #"{"alg":"EdDSA","kid":"issuer-1","typ":"at+jwt","jwk":{}}"#)
        },
        Forgery("a key's address in the header", .malformed) {
            try raw(header: #"{"alg":"EdDSA","kid":"issuer-1","typ":"at+jwt","jku":"https://evil.example"}"#)
        },
        Forgery("a certificate's address in the header", .malformed) {
            try raw(header: #"{"alg":"EdDSA","kid":"issuer-1","typ":"at+jwt","x5u":"https://evil.example"}"#)
        },
        Forgery("critical extensions", .malformed) {
            try raw(header: #"{"alg":"EdDSA","kid":"issuer-1","typ":"at+jwt","crit":["b64"],"b64":false}"#)
        },
        Forgery("no kid", .malformed) { try raw(header: #"{"alg":"EdDSA","typ":"at+jwt"}"#) },
        Forgery("an unknown kid", .unknownKey) {
            try raw(header: #"{"alg":"EdDSA","kid":"../../etc/passwd","typ":"at+jwt"}"#)
        },
        Forgery("no typ", .malformed) { try raw(header: #"{"alg":"EdDSA","kid":"issuer-1"}"#) },
        Forgery("typ JWT", .wrongKind) { try raw(header: #"{"alg":"EdDSA","kid":"issuer-1","typ":"JWT"}"#) },
        Forgery("alg twice", .malformed) {
            try raw(header: #"{"alg":"EdDSA","alg":"none","kid":"issuer-1","typ":"at+jwt"}"#)
        },
        Forgery("no signature", .badSignature) {
            try good().split(separator: ".").prefix(2).joined(separator: ".") + "."
        },
        Forgery("another key under a known kid", .badSignature) {
            try SignedToken.sign(claims(), kind: .person, with: strangerKey)
        },
        Forgery("claims changed after signing", .badSignature) {
            let parts = try good().split(separator: ".")
            let changed = JSON.encode(claims(roles: [.administrator]))
            return "\(parts[0]).\(Base64URL.encode(changed)).\(parts[2])"
        },
        Forgery("another environment's issuer", .wrongIssuer) {
            try SignedToken.sign(claims(issuer: "emporia-production"), kind: .person, with: issuerKey)
        },
        Forgery("another audience", .wrongAudience) {
            try SignedToken.sign(claims(audience: "elsewhere"), kind: .person, with: issuerKey)
        },
        Forgery("expired", .expired) { try SignedToken.sign(claims(expiresAt: now), kind: .person, with: issuerKey) },
        Forgery("no exp", .malformed) {
            try raw(claims: #"{"iss":"emporia-test","aud":"emporia","sub":"a","iat":1}"#)
        },
        Forgery("issued in the future", .notYetValid) {
            try SignedToken.sign(claims(issuedAt: now + 3600), kind: .person, with: issuerKey)
        },
        Forgery("a service's key on a person's token", .wrongIssuer) {
            try SignedToken.sign(claims(issuer: "emporia:order"), kind: .person, with: orderKey)
        },
        Forgery("a person's key on a service's token", .wrongIssuer) {
            try SignedToken.sign(serviceClaims(issuer: "emporia-test"), kind: .service, with: issuerKey)
        },
        Forgery("a service that claims to be another", .wrongIssuer) {
            try SignedToken.sign(serviceClaims(subject: "payment"), kind: .service, with: orderKey)
        },
        Forgery("a service's token for another service", .wrongAudience) {
            try SignedToken.sign(serviceClaims(audience: "payment"), kind: .service, with: orderKey)
        },
        Forgery("a service with roles", .wrongIssuer) {
            try SignedToken.sign(serviceClaims(roles: [.administrator]), kind: .service, with: orderKey)
        },
    ]

    private static func good() throws -> String {
        try SignedToken.sign(claims(), kind: .person, with: issuerKey)
    }

    /// A token with any header and claims, truly signed by the issuer.
    private static func raw(header: String? = nil, claims text: String? = nil) throws -> String {
        let header = header.map { Array($0.utf8) } ?? JSON.encode(SignedToken.Header(keyID: "issuer-1", kind: .person))
        let payload = text.map { Array($0.utf8) } ?? JSON.encode(claims())
        let message = Base64URL.encode(header) + "." + Base64URL.encode(payload)
        let signature = try issuerKey.privateKey.signature(for: Array(message.utf8))
        return message + "." + Base64URL.encode(signature)
    }

    private static func claims(
        issuer: String = "emporia-test",
        audience: String = "emporia",
        issuedAt: Int64 = now,
        expiresAt: Int64 = now + 600,
        roles: [Role] = [.customer],
        customer: CustomerID? = nil
    ) -> TokenClaims {
        TokenClaims(
            issuer: issuer,
            audience: audience,
            subject: "someone",
            issuedAt: issuedAt,
            expiresAt: expiresAt,
            roles: roles,
            customerID: customer
        )
    }

    private static func serviceClaims(
        issuer: String = "emporia:order",
        audience: String = "inventory",
        subject: String = "order",
        roles: [Role] = []
    ) -> TokenClaims {
        TokenClaims(
            issuer: issuer,
            audience: audience,
            subject: subject,
            issuedAt: now,
            expiresAt: now + 300,
            roles: roles
        )
    }
}
