import Models
import Postgres
import ServiceKit

/// The order book. What it holds of an order's life is written in the transaction of each change: the row, a line of
/// history, and what others are told.
struct OrderRepository: Sendable {
    let database: Database
    let outbox: Outbox

    /// The statement that draws numbers for orders about to be written. Gaps are harmless.
    static func numbers(_ count: Int) -> SQL {
        "SELECT nextval('order_numbers') AS number FROM generate_series(1, \(count)::integer)"
    }

    /// Locks the order, asks `rule` for its next status, and commits the move with its history and events. The same
    /// status again, or nil, changes nothing.
    @discardableResult
    func move(
        _ id: OrderID,
        on session: borrowing Session,
        actor: String,
        reason: String,
        by rule: (OrderStatus) throws -> OrderStatus?
    ) throws -> OrderStatus? {
        let rows = try session.query("SELECT status FROM orders WHERE id = \(id) FOR UPDATE")
        guard let status = try rows.first?.get("status", as: OrderStatus.self) else { return nil }
        guard let next = try rule(status), next != status else { return nil }
        try write(id, from: status, to: next, actor: actor, reason: reason, on: session)
        return next
    }

    /// - Throws: `illegalTransition` for a move that no edge allows, and when the order is not where it should be.
    func write(
        _ id: OrderID,
        from: OrderStatus,
        to: OrderStatus,
        setting change: SQL = "",
        actor: String,
        reason: String,
        on session: borrowing Session
    ) throws {
        guard from.successors.contains(to) else { throw OrderError.illegalTransition(id, from: from, to: to) }
        let written = try session.pipeline([
            """
            UPDATE orders
               SET status = \(to), version = version + 1, changed_at = now()\(sql: change)
             WHERE id = \(id) AND status = \(from)
            """,
            """
            INSERT INTO order_history (order_id, version, from_status, to_status, actor, reason)
            SELECT id, version, \(from), \(to), \(actor), \(reason)
              FROM orders
             WHERE id = \(id) AND status = \(to)
            """,
        ])
        guard written.first?.affected == 1 else { throw OrderError.illegalTransition(id, from: from, to: to) }
    }
}

extension OrderStatus: PostgresConvertible {}

extension OrderNumber {
    init(_ row: Row) throws {
        self.init(sequence: try row.get("number"))
    }
}
