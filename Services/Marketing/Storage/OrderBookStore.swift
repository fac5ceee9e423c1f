import Models
import Postgres

/// Order books, each loaded under its row lock, changed by facts, settled and saved in one transaction.
struct OrderBookStore: Sendable {
    let coupons = CouponClaims()
    let accounts: AccountStore

    /// Adds a fact to the order's book and books the difference that it makes.
    func record(
        _ order: OrderID,
        on session: borrowing Session,
        fact: (inout OrderBook) throws -> Void
    ) throws {
        try record([order], on: session, fact: fact)
    }

    /// Adds a fact to the books of many orders by a few statements, and books the differences that they make.
    func record(
        _ orders: Set<OrderID>,
        on session: borrowing Session,
        fact: (inout OrderBook) throws -> Void
    ) throws {
        let before = try locked(orders, on: session)
        var books = before.values.sorted { $0.orderID < $1.orderID }
        for index in books.indices { try fact(&books[index]) }
        try settle(&books, on: session)
        try save(books.filter { $0 != before[$0.orderID] }, on: session)
    }

    /// The order's book, created when this is the first word of the order, and locked until the transaction ends.
    func locked(_ order: OrderID, on session: borrowing Session) throws -> OrderBook {
        guard let book = try locked([order], on: session)[order] else {
            throw PostgresError.decoding(column: "order_id", reason: "was not returned")
        }
        return book
    }

    private func locked(_ orders: Set<OrderID>, on session: borrowing Session) throws -> [OrderID: OrderBook] {
        let rows = try session.query(
            """
            INSERT INTO order_books (order_id)
            SELECT id FROM unnest(\(orders.sorted())::uuid[]) AS id
                ON CONFLICT (order_id) DO UPDATE SET changed_at = now()
            RETURNING order_id, customer_id, hold, hold_points, hold_coupons, placed_at, cancelled_at, currency,
                      total_minor, units, points_earned, points_spent, coupons, booked_earned, booked_spent,
                      booked_orders, booked_minor, xmax = 0 AS is_new
            """
        )
        var books: [OrderID: OrderBook] = [:]
        var known: [OrderID] = []
        for row in rows {
            let book = try OrderBook(row)
            books[book.orderID] = book
            if try !row.get("is_new", as: Bool.self) { known.append(book.orderID) }
        }
        guard !known.isEmpty else { return books }

        let answers = try session.pipeline([
            """
            SELECT order_id, sum(amount_minor)::bigint AS amount_minor, sum(units)::bigint AS units
              FROM order_refunds
             WHERE order_id = ANY(\(known)::uuid[])
             GROUP BY order_id
            """,
            "SELECT order_id, code FROM coupon_redemptions WHERE order_id = ANY(\(known)::uuid[])",
        ])
        for sums in answers[0] {
            let refunded = OrderBook.Refunded(amountMinor: try sums.get("amount_minor"), units: try sums.get("units"))
            books[try sums.get("order_id")]?.refunded = refunded
        }
        for redemption in answers[1] {
            books[try redemption.get("order_id")]?.booked.coupons.insert(try redemption.get("code"))
        }
        return books
    }

    /// Brings coupons and accounts to what the books' facts ask for.
    func settle(_ books: inout [OrderBook], on session: borrowing Session) throws {
        let moved = books.indices.filter { books[$0].due != books[$0].booked }
        guard !moved.isEmpty else { return }
        let changes = moved.flatMap { CouponChange.changes(of: books[$0]) }
        for change in changes.sorted(by: { $0.code < $1.code }) { try apply(change, on: session) }
        try accounts.book(moved.map { books[$0] }, on: session)
        for index in moved { books[index].booked = books[index].due }
    }

    private func apply(_ change: CouponChange, on session: borrowing Session) throws {
        if change.isClaim {
            let customer = try change.customer.map { try accounts.survivor(of: $0, on: session) }
            try coupons.claim([change.code], for: change.order, by: customer, on: session)
        } else {
            try coupons.release([change.code], of: change.order, on: session)
        }
    }

    func save(_ books: [OrderBook], on session: borrowing Session) throws {
        guard !books.isEmpty else { return }
        let placements = books.map(\.placement)
        try session.run(
            """
            UPDATE order_books
               SET customer_id = book.customer_id, hold = book.hold, hold_points = book.hold_points,
                   hold_coupons = book.hold_coupons::text[], placed_at = book.placed_at, currency = book.currency,
                   total_minor = book.total_minor, units = book.units, points_earned = book.points_earned,
                   points_spent = book.points_spent, coupons = book.coupons::text[],
                   cancelled_at = CASE WHEN book.is_cancelled THEN coalesce(cancelled_at, now()) END,
                   booked_earned = book.booked_earned, booked_spent = book.booked_spent,
                   booked_orders = book.booked_orders, booked_minor = book.booked_minor
              FROM unnest(
                       \(books.map(\.orderID))::uuid[],
                       \(books.map(\.customerID))::uuid[],
                       \(books.map(\.hold))::text[],
                       \(books.map(\.claim.points))::bigint[],
                       \(books.map { $0.claim.coupons.sorted() })::text[],
                       \(placements.map { $0?.placedAt })::timestamptz[],
                       \(placements.map { $0?.total.currency })::text[],
                       \(placements.map { $0?.total.amountMinor })::bigint[],
                       \(placements.map { $0?.units })::bigint[],
                       \(placements.map { $0?.pointsEarned })::bigint[],
                       \(placements.map { $0?.pointsSpent })::bigint[],
                       \(placements.map { ($0?.coupons ?? []).sorted() })::text[],
                       \(books.map(\.isCancelled))::boolean[],
                       \(books.map(\.booked.earned))::bigint[],
                       \(books.map(\.booked.spent))::bigint[],
                       \(books.map(\.booked.orders))::bigint[],
                       \(books.map(\.booked.spentMinor))::bigint[]
                   ) AS book (order_id, customer_id, hold, hold_points, hold_coupons, placed_at, currency, total_minor,
                              units, points_earned, points_spent, coupons, is_cancelled, booked_earned, booked_spent,
                              booked_orders, booked_minor)
             WHERE order_books.order_id = book.order_id
            """
        )
    }
}

/// A coupon that an order begins or ceases to use up.
private struct CouponChange {
    let code: CouponCode
    let order: OrderID
    let customer: CustomerID?
    let isClaim: Bool

    static func changes(of book: OrderBook) -> [CouponChange] {
        let due = book.due.coupons
        let change = { CouponChange(code: $0, order: book.orderID, customer: book.customerID, isClaim: $1) }
        return book.booked.coupons.subtracting(due).map { change($0, false) }
            + due.subtracting(book.booked.coupons).map { change($0, true) }
    }
}

extension OrderBook.Hold: PostgresBindable, PostgresReadable {}

extension OrderBook {
    fileprivate init(_ row: Row) throws {
        self.init(orderID: try row.get("order_id"))
        customerID = try row.get("customer_id")
        hold = try row.get("hold")
        claim = Claim(
            points: try row.get("hold_points"),
            coupons: Set(try row.get("hold_coupons", as: [CouponCode].self))
        )
        isCancelled = try row.get("cancelled_at", as: Timestamp?.self) != nil
        booked = Booking(
            earned: try row.get("booked_earned"),
            spent: try row.get("booked_spent"),
            orders: try row.get("booked_orders"),
            spentMinor: try row.get("booked_minor")
        )
        guard let placedAt = try row.get("placed_at", as: Timestamp?.self) else { return }
        placement = Placement(
            placedAt: placedAt,
            total: Money(amountMinor: try row.get("total_minor"), currency: try row.get("currency")),
            units: try row.get("units"),
            pointsEarned: try row.get("points_earned"),
            pointsSpent: try row.get("points_spent"),
            coupons: Set(try row.get("coupons", as: [CouponCode].self))
        )
    }
}
