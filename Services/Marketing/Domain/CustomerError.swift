import Models

enum CustomerError: Error, Equatable {
    case notFound(CustomerID)
    case nobodyHas(Customer.Identity)
    case identityTaken(Customer.Identity, by: CustomerID)
    case identitiesNeedTrust
    /// The caller speaks for one channel only, and that is another one.
    case foreignChannel(ChannelID)
    case mergeWithSelf(CustomerID)
    case alreadyMerged(CustomerID, into: CustomerID)
    case noTokenIssuer
}
