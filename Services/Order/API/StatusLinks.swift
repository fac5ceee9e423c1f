import Models
import ServiceKit

/// The secret part of a status page's link: 128 bits that nobody can guess. Only its hash is stored.
///
/// It is derived from the order's id with a key of this service, so that a repeated checkout answers the same link
/// without the link having been kept anywhere.
struct StatusToken: Equatable, Sendable {
    let text: String
}

/// Makes the tokens. While the key is being exchanged several are good: the first makes new links, each finds the links
/// that it made again.
struct StatusLinks: Sendable {
    private let keys: WatchedSecret<[String]>

    /// - Parameter keys: At least one.
    init(_ keys: WatchedSecret<[String]>) {
        self.keys = keys
    }

    /// For an order that begins now. Made once an order: a moment later the key may be another.
    func token(for id: OrderID) -> StatusToken {
        Self.token(for: id, keys.value.first ?? "")
    }

    /// What an order that began earlier may have been given; its stored hash tells which.
    func candidates(for id: OrderID) -> [StatusToken] {
        keys.lookAgain().value.map { Self.token(for: id, $0) }
    }

    private static func token(for id: OrderID, _ key: String) -> StatusToken {
        let signature = MessageSignature(secret: key)
        let signed = signature.signing("STATUS", id.description, body: [], at: Timestamp(microseconds: 0))
        return StatusToken(text: String(signed.suffix(64).prefix(32)))
    }
}
