import Models

/// Whose eyes look at the catalogue.
enum Audience: Equatable, Sendable {
    /// Shoppers: what is on sale.
    case everyone
    /// A seller: what is on sale, and all of its own.
    case seller(SellerID)
    /// The merchant's staff and services.
    case staff
}

/// Whose hand changes the catalogue.
enum Editor: Equatable, Sendable {
    case merchant
    /// Only what bears the seller's id.
    case seller(SellerID)

    /// A seller's things bear the seller's id, whatever the request says.
    func owner(proposed: SellerID?) -> SellerID? {
        switch self {
        case .merchant: proposed
        case .seller(let id): id
        }
    }
}
