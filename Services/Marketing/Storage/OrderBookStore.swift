import Models
import Postgres

/// Order books, each loaded under its row lock, changed by facts, settled and saved in one transaction.
struct OrderBookStore: Sendable {
    let coupons = CouponClaims()
    let accounts: AccountStore

    /// Adds a fact to the order's book and books the difference that it makes.
    func record(
        _ orderID: OrderID,
        on session: borrowing Session,
        fact: (inout OrderBook) throws -> Void
    ) throws {
        var book = try locked(orderID, on: session)
        let before = book
        try fact(&book)
        try settle(&book, on: session)
        guard book != before else { return }
        try save(book, on: session)
    }

    /// The order's book, created when this is the first word of the order, and locked until the transaction ends.
    func locked(_ orderID: OrderID, on session: borrowing Session) throws -> OrderBook {
        let rows = try session.query(
            """
            INSERT INTO order_books (order_id)
            VALUES (\(orderID))
                ON CONFLICT (order_id) DO UPDATE SET changed_at = now()
            RETURNING order_id, customer_id, hold, hold_points, hold_coupons, placed_at, cancelled_at, currency,
                      total_minor, units, points_earned, points_spent, coupons, booked_earned, booked_spent,
                      booked_orders, booked_minor, xmax = 0 AS is_new
            """
        )
        guard let row = rows.first else { throw PostgresError.decoding(column: "order_id", reason: "was not returned") }
        var book = try OrderBook(row)
        guard try !row.get("is_new", as: Bool.self) else { return book }

        let answers = try session.pipeline([
            """
            SELECT coalesce(sum(amount_minor), 0)::bigint AS amount_minor, coalesce(sum(units), 0)::bigint AS units
              FROM order_refunds
             WHERE order_id = \(orderID)
            """,
            "SELECT code FROM coupon_redemptions WHERE order_id = \(orderID)",
        ])
        if let sums = answers[0].first {
            book.refunded = .init(amountMinor: try sums.get("amount_minor"), units: try sums.get("units"))
        }
        book.booked.coupons = Set(try answers[1].map { try $0.get("code") })
        return book
    }

    /// Brings coupons and account to what the book's facts ask for.
    func settle(_ book: inout OrderBook, on session: borrowing Session) throws {
        let due = book.due
        guard due != book.booked else { return }
        try coupons.release(book.booked.coupons.subtracting(due.coupons), of: book.orderID, on: session)
        let claimed = due.coupons.subtracting(book.booked.coupons)
        if !claimed.isEmpty {
            let customer = try book.customerID.map { try accounts.survivor(of: $0, on: session) }
            try coupons.claim(claimed, for: book.orderID, by: customer, on: session)
        }
        if let customer = book.customerID { try accounts.book(book, for: customer, on: session) }
        book.booked = due
    }

    func save(_ book: OrderBook, on session: borrowing Session) throws {
        let placement = book.placement
        try session.run(
            """
            UPDATE order_books
               SET customer_id = \(book.customerID), hold = \(book.hold), hold_points = \(book.claim.points),
                   hold_coupons = \(book.claim.coupons.sorted()), placed_at = \(placement?.placedAt),
                   currency = \(placement?.total.currency), total_minor = \(placement?.total.amountMinor),
                   units = \(placement?.units), points_earned = \(placement?.pointsEarned),
                   points_spent = \(placement?.pointsSpent), coupons = \((placement?.coupons ?? []).sorted()),
                   cancelled_at = CASE WHEN \(book.isCancelled)::boolean THEN coalesce(cancelled_at, now()) END,
                   booked_earned = \(book.booked.earned), booked_spent = \(book.booked.spent),
                   booked_orders = \(book.booked.orders), booked_minor = \(book.booked.spentMinor)
             WHERE order_id = \(book.orderID)
            """
        )
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
