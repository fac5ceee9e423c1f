import JSON
import Models
import Postgres
import ServiceKit

/// Gathers what decides a quote, and claims what it uses up.
struct QuoteStore: Sendable {
    let database: Database
    let goods: GoodsStore
    let reference: ReferenceStore
    let books: OrderBookStore
    let coupons: CouponStore
    let holdSeconds: Int

    /// One query when no coupon and no customer's points are asked for.
    func preview(_ request: QuoteRequest, at time: Timestamp) async throws -> Breakdown {
        try await gather(request, at: time).breakdown()
    }

    /// The same, and what the breakdown uses of coupons and points is held for the order.
    func claim(_ request: QuoteRequest, for order: OrderID, at time: Timestamp) async throws -> Breakdown {
        let quoting = try await gather(request, at: time)
        let preview = try quoting.breakdown()
        guard request.wantsClaims else { return preview }
        if !preview.usesClaims, try await !isKnown(order) { return preview }
        let answer = try await database.transaction { session in
            try QuoteClaim(order: order, quoting: quoting, expiresAt: time + holdSeconds).take(
                books: books,
                coupons: coupons,
                on: session
            )
        }
        return try JSON.decode(Breakdown.self, from: Array(answer.utf8))
    }

    /// A placed order keeps its claims. An order without a book gets one, so that a claim still on its way is refused.
    func release(_ order: OrderID) async throws {
        try await database.transaction { session in
            try books.record(order, on: session) { book in
                if book.placement == nil { book.hold = .released }
            }
            try Failpoint.quoteReleaseInside.reachedInTransaction()
        }
    }

    private func gather(_ request: QuoteRequest, at time: Timestamp) async throws -> Quoting {
        async let answer = goods.goods(for: request, at: time)
        let member = request.wantsClaims ? try await member(request.customerID) : nil
        let found = try await coupons.find(request.coupons, for: member?.survivor)
        let priced = try await answer
        return Quoting(
            request: request,
            reference: try await reference.data(atLeast: priced.referenceVersion),
            goods: priced.goods,
            coupons: found,
            member: member,
            at: time
        )
    }

    /// Whose account counts for the customer, and what is on it.
    private func member(_ customer: CustomerID?) async throws -> Quoting.Member? {
        guard let customer else { return nil }
        let rows = try await database.query(
            """
            SELECT s.customer_id, s.points
              FROM accounts a
              JOIN accounts s ON s.customer_id = coalesce(a.merged_into, a.customer_id)
             WHERE a.customer_id = \(customer)
            """
        )
        guard let row = rows.first else { return Quoting.Member(survivor: customer, points: 0) }
        return Quoting.Member(survivor: try row.get("customer_id"), points: try row.get("points"))
    }

    /// A quote that finds nothing to claim may still be the repeat of one that took the last coupon itself.
    private func isKnown(_ order: OrderID) async throws -> Bool {
        try await !database.query("SELECT 1 FROM order_books WHERE order_id = \(order)").isEmpty
    }
}
