import JSON
import Models

@testable import ServiceKit

/// Nobody is let in but by a token that was signed, to the letter; and claims, keys and key sets are read as written.
func checkTokens(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    hold(!isTaken(text) || signed.contains(text), "a token is taken that nobody signed")
    for token in signed {
        let changed = edited(token, by: bytes)
        hold(isTaken(changed) == signed.contains(changed), "a token is changed, and nobody minds, or whole and refused")
    }
    if let claims = try? JSON.decode(TokenClaims.self, from: bytes) {
        hold((try? JSON.decode(from: JSON.encode(claims))) == claims, "claims are read otherwise than written")
    }
    if let keys = try? JSON.decode(TrustedKeys.self, from: bytes) {
        let written = JSON.encode(keys)
        let again = try? JSON.decode(TrustedKeys.self, from: written)
        hold(again.map(JSON.encode) == written, "a key set is read otherwise than written")
    }
    if let key = SigningKey(text: text) {
        hold(SigningKey(text: key.text)?.text == key.text, "a key is read otherwise than written")
    }
}

private func isTaken(_ token: String) -> Bool {
    (try? TokenVerifier(service: .order, issuer: issuer, keys: keys).caller(of: token, nowSeconds: now)) != nil
}

private let now: Int64 = 1_800_000_000
private let issuer = "emporia-test"
private let people = SigningKey(id: "people-1")
private let payment = SigningKey(id: "payment-1")
private let keys = TrustedKeys([
    people.trusted(issuer: issuer, service: nil),
    payment.trusted(issuer: ServiceIdentity.issuer(of: .payment), service: .payment),
])

/// One of a person, one of a service.
private let signed: [String] = {
    do {
        return [
            try TokenIssuer(issuer: issuer, key: people).issue(
                subject: "somebody",
                roles: [.customer],
                customerID: CustomerID(),
                lifetimeSeconds: 60,
                now: Timestamp(microseconds: now * 1_000_000)
            ),
            try ServiceIdentity(name: .payment, key: payment).token(
                for: .order,
                now: Timestamp(microseconds: now * 1_000_000)
            ),
        ]
    } catch {
        fatalError("\(error)")
    }
}()
