import Models
import Postgres

extension ChannelCapability: PostgresConvertible {}
extension CategoryID: PostgresConvertible {}
extension ProductStatus: PostgresConvertible {}

extension Audience {
    /// Which of `products p` these eyes see.
    var condition: SQL {
        switch self {
        case .everyone: "p.status = 'active'"
        case .seller(let id): "(p.status = 'active' OR p.seller_id = \(id))"
        case .staff: "TRUE"
        }
    }
}

extension Editor {
    /// Which rows this hand may change; they need a column `seller_id`.
    var condition: SQL {
        switch self {
        case .merchant: "TRUE"
        case .seller(let id): "seller_id = \(id)"
        }
    }
}

extension ImportFormat: PostgresConvertible {}
extension ImportStatus: PostgresConvertible {}
