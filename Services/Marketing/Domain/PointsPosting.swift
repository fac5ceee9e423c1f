import Models

/// One row to come in the append-only points ledger.
struct PointsPosting: Hashable, Sendable {
    let kind: Kind
    let delta: Int64

    enum Kind: String, Hashable, Sendable, CaseIterable {
        case earned, earnReversed, spent
        /// Spent by an order that was placed after its hold had expired: the promise is kept, even into debt.
        case spentLate
        case spendReversed, mergedOut, mergedIn

        var reason: String {
            switch self {
            case .earned: "Earned with an order"
            case .earnReversed: "Taken back: the order was cancelled or refunded"
            case .spent: "Spent on an order"
            case .spentLate: "Spent on an order that was placed after its quote had expired"
            case .spendReversed: "Given back: the order was given up, cancelled or refunded"
            case .mergedOut: "Moved to the customer this one was merged into"
            case .mergedIn: "Moved from a customer who was merged into this one"
            }
        }
    }

    /// Nothing to post when nothing changed.
    static func difference(_ delta: Int64, gain: Kind, loss: Kind) -> PointsPosting? {
        guard delta != 0 else { return nil }
        return PointsPosting(kind: delta > 0 ? gain : loss, delta: delta)
    }
}

/// A customer's balance and a part of the ledger it is the sum of, newest first.
struct PointsStatement: Hashable, Sendable {
    let customerID: CustomerID
    let balance: Int64
    let entries: [Entry]

    struct Entry: Hashable, Sendable {
        let position: Int64
        let kind: PointsPosting.Kind
        let delta: Int64
        let balance: Int64
        let orderID: OrderID?
        let reason: String
        let at: Timestamp
    }
}
