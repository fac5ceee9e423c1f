import Models
import ServiceKit

/// What opens a status page: the order's id, so that its row is found by its key, and a secret of 128 bits that nobody can
/// guess. Only the secret's hash is stored.
///
/// The secret is derived from the id with a key of this service, so that a repeated checkout answers the same link without
/// the link having been kept anywhere.
struct StatusToken: Equatable, Sendable, CustomStringConvertible {
    let orderID: OrderID
    let secret: String

    var description: String { "\(orderID).\(secret)" }
}

extension StatusToken {
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = OrderID(String(parts[0])) else { return nil }
        self.init(orderID: id, secret: String(parts[1]))
    }
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
        return StatusToken(orderID: id, secret: String(signed.suffix(64).prefix(32)))
    }
}
