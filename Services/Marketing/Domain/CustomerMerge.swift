import Models

/// Whether and how one customer takes over another. The result depends on the two records alone, never on who asks first.
enum CustomerMerge: Equatable, Sendable {
    /// The survivor as it will be.
    case merge(Customer)
    /// The same merge was done before.
    case done

    /// The survivor keeps what she has; only gaps are filled from the other. Identities and points move as they are.
    static func decide(survivor: Customer, other: Customer) throws(CustomerError) -> CustomerMerge {
        guard survivor.id != other.id else { throw .mergeWithSelf(survivor.id) }
        if other.mergedInto == survivor.id { return .done }
        if let elsewhere = other.mergedInto { throw .alreadyMerged(other.id, into: elsewhere) }
        if let elsewhere = survivor.mergedInto { throw .alreadyMerged(survivor.id, into: elsewhere) }

        var merged = survivor
        merged.name = survivor.name ?? other.name
        merged.email = survivor.email ?? other.email
        merged.phone = survivor.phone ?? other.phone
        merged.identities += other.identities
        return .merge(merged)
    }
}
