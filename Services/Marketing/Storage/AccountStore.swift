import Models
import Postgres
import ServiceKit

/// Points, counters and the ledger behind them. Whoever was merged into another books on the survivor's account.
struct AccountStore: Sendable {
    let outbox: Outbox

    /// Who books for `customer` today.
    func survivor(of customer: CustomerID, on session: borrowing Session) throws -> CustomerID {
        let rows = try session.query("SELECT merged_into FROM accounts WHERE customer_id = \(customer)")
        return try rows.first?.get("merged_into", as: CustomerID?.self) ?? customer
    }

    /// The balance under the account's lock, so that nobody else spends the same points.
    func lockedPoints(of customer: CustomerID, on session: borrowing Session) throws -> Int64 {
        let rows = try session.query("SELECT points FROM accounts WHERE customer_id = \(customer) FOR UPDATE")
        return try rows.first?.get("points") ?? 0
    }

    /// Carries the account from what the book has booked to what is due.
    func book(_ book: OrderBook, for customer: CustomerID, on session: borrowing Session) throws {
        let due = book.due
        let postings = book.duePostings
        let balance = try change(
            customer,
            points: postings.reduce(0) { $0 + $1.delta },
            orders: due.orders - book.booked.orders,
            lastOrderAt: book.placement?.placedAt,
            on: session
        )
        var counters: [SQL] = []
        if let currency = book.placement?.total.currency, due.spentMinor != book.booked.spentMinor {
            counters.append(
                """
                INSERT INTO account_spend (customer_id, currency, spent_minor)
                VALUES (\(balance.customer), \(currency), \(due.spentMinor - book.booked.spentMinor))
                    ON CONFLICT (customer_id, currency)
                    DO UPDATE SET spent_minor = account_spend.spent_minor + excluded.spent_minor
                """
            )
        }
        try post(postings, of: book.orderID, endingAt: balance, alongside: counters, on: session)
    }

    /// Appends ledger rows whose running balance ends at the account's, and tells of each. Statements given `alongside` go
    /// down in the same round trip.
    func post(
        _ postings: [PointsPosting],
        of order: OrderID?,
        endingAt balance: Balance,
        alongside statements: [SQL] = [],
        on session: borrowing Session
    ) throws {
        var running = balance.points - postings.reduce(0) { $0 + $1.delta }
        var statements = statements
        var told: [any EventPayload] = []
        for posting in postings {
            running += posting.delta
            statements.append(
                """
                INSERT INTO points_ledger (customer_id, order_id, kind, delta, balance, reason)
                VALUES (\(balance.customer), \(order), \(posting.kind), \(posting.delta), \(running),
                        \(posting.kind.reason))
                """
            )
            told.append(
                PointsChanged(
                    customerID: balance.customer,
                    orderID: order,
                    delta: Int(posting.delta),
                    balance: Int(running),
                    reason: posting.kind.reason
                )
            )
        }
        _ = try session.pipeline(statements)
        try outbox.append(told, on: session)
    }

    struct Balance: Sendable {
        let customer: CustomerID
        let points: Int64
    }

    /// One statement for the usual account; a merge that committed meanwhile sends the change on to the survivor.
    private func change(
        _ customer: CustomerID,
        points: Int64,
        orders: Int64,
        lastOrderAt: Timestamp?,
        on session: borrowing Session
    ) throws -> Balance {
        let rows = try session.query(
            """
            INSERT INTO accounts (customer_id, points, orders, last_order_at)
            VALUES (\(customer), \(points), \(orders), \(lastOrderAt))
                ON CONFLICT (customer_id)
                DO UPDATE SET points = accounts.points + excluded.points,
                              orders = accounts.orders + excluded.orders,
                              last_order_at = greatest(accounts.last_order_at, excluded.last_order_at)
                        WHERE accounts.merged_into IS NULL
            RETURNING points
            """
        )
        if let row = rows.first { return Balance(customer: customer, points: try row.get("points")) }
        let survivor = try survivor(of: customer, on: session)
        return try change(survivor, points: points, orders: orders, lastOrderAt: lastOrderAt, on: session)
    }
}

extension PointsPosting.Kind: PostgresBindable, PostgresReadable {}
