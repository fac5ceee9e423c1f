import Models
import ServiceKit

extension Caller {
    /// What this caller sees of drafts and of other people's prices.
    var audience: Audience {
        if service != nil || hasAny(of: [.merchandiser, .marketer, .support, .warehouse, .finance]) { return .staff }
        if roles.contains(.seller), let sellerID { return .seller(sellerID) }
        return .everyone
    }

    /// What this caller may change.
    /// - Throws: 403 for a seller's token that does not say which seller.
    func editor() throws(Problem) -> Editor {
        if hasAny(of: [.merchandiser]) { return .merchant }
        guard let sellerID else { throw .forbidden }
        return .seller(sellerID)
    }
}
