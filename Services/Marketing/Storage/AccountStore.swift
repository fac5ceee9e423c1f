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

    /// Carries accounts from what the books have booked to what is due; a book of a guest has none.
    func book(_ books: [OrderBook], on session: borrowing Session) throws {
        let entries = books.compactMap { book in book.customerID.map { AccountEntry(book, for: $0) } }
        guard !entries.isEmpty else { return }
        let (booked, balances) = try change(entries, on: session)
        try count(booked, on: session)
        var running = balances
        for entry in booked { running[entry.customer, default: 0] -= entry.points }
        var rows: [PointsRow] = []
        for entry in booked {
            for posting in entry.postings {
                running[entry.customer, default: 0] += posting.delta
                rows.append(PointsRow(entry.customer, entry.order, posting, running[entry.customer, default: 0]))
            }
        }
        try append(rows, on: session)
    }

    /// What was spent, by currency; in one order everywhere.
    private func count(_ entries: [AccountEntry], on session: borrowing Session) throws {
        var spent: [AccountEntry.Spend: Int64] = [:]
        for entry in entries where entry.spentMinor != 0 {
            guard let currency = entry.currency else { continue }
            spent[AccountEntry.Spend(customer: entry.customer, currency: currency), default: 0] += entry.spentMinor
        }
        guard !spent.isEmpty else { return }
        let sums = Array(spent)
        try session.run(
            """
            INSERT INTO account_spend (customer_id, currency, spent_minor)
            SELECT customer_id, currency, spent_minor
              FROM unnest(\(sums.map(\.key.customer))::uuid[], \(sums.map(\.key.currency))::text[],
                          \(sums.map(\.value))::bigint[]) AS sum (customer_id, currency, spent_minor)
             ORDER BY customer_id, currency
                ON CONFLICT (customer_id, currency)
                DO UPDATE SET spent_minor = account_spend.spent_minor + excluded.spent_minor
            """
        )
    }

    /// Appends ledger rows whose running balance ends at the account's, and tells of each.
    func post(
        _ postings: [PointsPosting],
        of order: OrderID?,
        endingAt balance: Balance,
        on session: borrowing Session
    ) throws {
        var running = balance.points - postings.reduce(0) { $0 + $1.delta }
        let rows = postings.map { posting in
            running += posting.delta
            return PointsRow(balance.customer, order, posting, running)
        }
        try append(rows, on: session)
    }

    private func append(_ rows: [PointsRow], on session: borrowing Session) throws {
        guard !rows.isEmpty else { return }
        try session.run(
            """
            INSERT INTO points_ledger (customer_id, order_id, kind, delta, balance, reason)
            SELECT customer_id, order_id, kind, delta, balance, reason
              FROM unnest(\(rows.map(\.customer))::uuid[], \(rows.map(\.order))::uuid[],
                          \(rows.map(\.posting.kind))::text[], \(rows.map(\.posting.delta))::bigint[],
                          \(rows.map(\.balance))::bigint[], \(rows.map(\.posting.kind.reason))::text[])
                   WITH ORDINALITY AS row (customer_id, order_id, kind, delta, balance, reason, number)
             ORDER BY number
            """
        )
        try outbox.append(rows.map(\.event), on: session)
    }

    struct Balance: Sendable {
        let customer: CustomerID
        let points: Int64
    }

    /// One statement for the usual accounts; a merge that committed meanwhile sends a change on to the survivor.
    /// - Returns: the entries under the accounts that took them, and the balances after them.
    private func change(
        _ entries: [AccountEntry],
        on session: borrowing Session
    ) throws -> (booked: [AccountEntry], balances: [CustomerID: Int64]) {
        let byCustomer = Dictionary(grouping: entries, by: \.customer)
        let changes = Array(byCustomer)
        let rows = try session.query(
            """
            INSERT INTO accounts (customer_id, points, orders, last_order_at)
            SELECT customer_id, points, orders, last_order_at
              FROM unnest(\(changes.map(\.key))::uuid[],
                          \(changes.map { $0.value.reduce(0) { $0 + $1.points } })::bigint[],
                          \(changes.map { $0.value.reduce(0) { $0 + $1.orders } })::bigint[],
                          \(changes.map { $0.value.compactMap(\.lastOrderAt).max() })::timestamptz[]
                         ) AS change (customer_id, points, orders, last_order_at)
             ORDER BY customer_id
                ON CONFLICT (customer_id)
                DO UPDATE SET points = accounts.points + excluded.points,
                              orders = accounts.orders + excluded.orders,
                              last_order_at = greatest(accounts.last_order_at, excluded.last_order_at)
                        WHERE accounts.merged_into IS NULL
            RETURNING customer_id, points
            """
        )
        var balances: [CustomerID: Int64] = [:]
        for row in rows { balances[try row.get("customer_id")] = try row.get("points") }
        guard balances.count < changes.count else { return (entries, balances) }
        let moved = try entries.filter { balances[$0.customer] == nil }.map { entry in
            try entry.moved(to: survivor(of: entry.customer, on: session))
        }
        let others = entries.filter { balances[$0.customer] != nil }
        let (booked, survivors) = try change(moved, on: session)
        return (others + booked, balances.merging(survivors) { $1 })
    }
}

/// The difference that one order makes to one account.
private struct AccountEntry {
    struct Spend: Hashable {
        let customer: CustomerID
        let currency: Currency
    }

    private(set) var customer: CustomerID
    let order: OrderID
    let postings: [PointsPosting]
    let orders: Int64
    let lastOrderAt: Timestamp?
    let currency: Currency?
    let spentMinor: Int64

    var points: Int64 { postings.reduce(0) { $0 + $1.delta } }

    init(_ book: OrderBook, for customer: CustomerID) {
        let due = book.due
        self.customer = customer
        order = book.orderID
        postings = book.duePostings
        orders = due.orders - book.booked.orders
        lastOrderAt = book.placement?.placedAt
        currency = book.placement?.total.currency
        spentMinor = due.spentMinor - book.booked.spentMinor
    }

    func moved(to survivor: CustomerID) -> AccountEntry {
        var entry = self
        entry.customer = survivor
        return entry
    }
}

/// A row of the points ledger.
private struct PointsRow {
    let customer: CustomerID
    let order: OrderID?
    let posting: PointsPosting
    let balance: Int64

    init(_ customer: CustomerID, _ order: OrderID?, _ posting: PointsPosting, _ balance: Int64) {
        (self.customer, self.order, self.posting, self.balance) = (customer, order, posting, balance)
    }

    var event: PointsChanged {
        PointsChanged(
            customerID: customer,
            orderID: order,
            delta: Int(posting.delta),
            balance: Int(balance),
            reason: posting.kind.reason
        )
    }
}

extension PointsPosting.Kind: PostgresBindable, PostgresReadable {}
