import JSON
import Models
import Postgres

/// One order's claim on coupons and points, taken in one transaction.
struct QuoteClaim: Sendable {
    let order: OrderID
    let quoting: Quoting
    let expiresAt: Timestamp

    /// Works the quote out again under the locks of all that it may use up, so that what is claimed is what was quoted.
    /// Locks are taken in one order everywhere: book, coupons by code, account.
    /// - Returns: the breakdown as it is stored for repeats.
    func take(books: OrderBookStore, coupons: CouponStore, on session: borrowing Session) throws -> String {
        let request = JSON.string(quoting.request)
        var book = try books.locked(order, on: session)
        if book.hold == .held, let stored = try books.storedQuote(order, on: session) {
            guard stored.request == request else { throw QuoteError.differs(order) }
            return stored.answer
        }
        guard book.hold == .none, book.placement == nil, !book.isCancelled else {
            throw QuoteError.released(order)
        }

        var current = quoting
        let survivor = quoting.member?.survivor
        current.coupons = try coupons.lock(Set(quoting.coupons.keys), for: survivor, on: session)
        if let survivor, quoting.request.pointsToSpend > 0 {
            current.member?.points = try books.accounts.lockedPoints(of: survivor, on: session)
        }
        let breakdown = try current.breakdown()

        book.customerID = quoting.request.customerID
        book.claim = .init(points: Int64(breakdown.pointsSpent), coupons: breakdown.usedCoupons)
        book.hold = .held
        var changed = [book]
        try books.settle(&changed, on: session)
        try books.save(changed, on: session)
        let answer = JSON.string(breakdown)
        try books.storeQuote(order, request: request, answer: answer, expiresAt: expiresAt, on: session)
        return answer
    }
}
