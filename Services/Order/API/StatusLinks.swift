import Models
import ServiceKit

/// The secret part of a status page's link: 128 bits that nobody can guess. Only its hash is stored.
///
/// It is derived from the order's id with a key of this service, so that a repeated checkout answers the same link
/// without the link having been kept anywhere.
struct StatusToken: Equatable, Sendable {
    let text: String
}

struct StatusLinks: Sendable {
    private let signature: MessageSignature

    init(secret: String) {
        signature = MessageSignature(secret: secret)
    }

    func token(for id: OrderID) -> StatusToken {
        let signed = signature.signing("STATUS", id.description, body: [], at: Timestamp(microseconds: 0))
        return StatusToken(text: String(signed.suffix(64).prefix(32)))
    }
}
