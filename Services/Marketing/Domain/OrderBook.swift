import Models

/// What marketing knows about one order: the claims its quote made and what events told of it since.
///
/// Facts may arrive in any order and more than once. Nothing is booked by an event itself: the book says what `due`s from
/// all facts known so far, and the difference to what is already `booked` is posted. So a cancellation heard before the
/// placement, or a refund told twice, comes to the same end.
struct OrderBook: Hashable, Sendable {
    let orderID: OrderID
    var customerID: CustomerID?
    var hold: Hold = .none
    var claim = Claim()
    var placement: Placement?
    var isCancelled = false
    var refunded = Refunded()
    var booked = Booking()

    /// `none`: the quote claimed nothing or is not known; `released`: given back, and not to be claimed again.
    enum Hold: String, Hashable, Sendable, CaseIterable {
        case none, held, released
    }

    /// Coupons and points that a quote keeps for the order until it is placed or given up.
    struct Claim: Hashable, Sendable {
        var points: Int64 = 0
        var coupons: Set<CouponCode> = []
    }

    struct Placement: Hashable, Sendable {
        var placedAt: Timestamp
        var total: Money
        var units: Int64
        var pointsEarned: Int64
        var pointsSpent: Int64
        var coupons: Set<CouponCode>
    }

    struct Refunded: Hashable, Sendable {
        var amountMinor: Int64 = 0
        var units: Int64 = 0
    }

    /// What of the order counts on the customer's account, with the coupons that it uses up.
    struct Booking: Hashable, Sendable {
        var earned: Int64 = 0
        var spent: Int64 = 0
        var orders: Int64 = 0
        var spentMinor: Int64 = 0
        var coupons: Set<CouponCode> = []
    }
}

extension OrderBook {
    /// What should stand booked, given all facts known so far.
    var due: Booking {
        guard !isCancelled else { return Booking() }
        guard let placement else {
            return hold == .held ? Booking(spent: claim.points, coupons: claim.coupons) : Booking()
        }
        // A guest has no account to book on.
        guard customerID != nil else { return Booking(coupons: placement.coupons) }
        return Booking(
            earned: placement.kept(placement.pointsEarned, after: refunded),
            spent: placement.kept(placement.pointsSpent, after: refunded),
            orders: 1,
            spentMinor: placement.total.amountMinor - refunded.amountMinor,
            coupons: placement.coupons
        )
    }

    /// The ledger rows that carry the account from what is booked to what is due.
    var duePostings: [PointsPosting] {
        let due = due
        return [
            .difference(due.earned - booked.earned, gain: .earned, loss: .earnReversed),
            .difference(booked.spent - due.spent, gain: .spendReversed, loss: placement == nil ? .spent : .spentLate),
        ].compactMap(\.self)
    }
}

extension OrderBook.Placement {
    /// The part of `points` that remains after refunds. It is worked out from the sum of all refunds rather than refund by
    /// refund, so the reversals of any sequence of partial refunds add up to the whole exactly.
    fileprivate func kept(_ points: Int64, after refunded: OrderBook.Refunded) -> Int64 {
        // An order paid with points alone has no amount to go by, so its units stand in.
        let (part, whole) =
            total.amountMinor > 0 ? (refunded.amountMinor, total.amountMinor) : (refunded.units, units)
        guard part > 0 else { return points }
        guard part < whole else { return 0 }
        return points - whole.dividingFullWidth(points.multipliedFullWidth(by: part)).quotient
    }
}
