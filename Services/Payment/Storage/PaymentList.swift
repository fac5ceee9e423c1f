import Models
import Postgres
import ServiceKit

extension PaymentRepository {
    /// Newest first: the ids of version 7 rise with time.
    func list(order: OrderID?, status: PaymentStatus?, page: PageRequest) async throws -> Page<Payment> {
        var query: SQL = "SELECT \(sql: Payment.columns) FROM payments WHERE order_id IS NOT NULL"
        if let order { query += " AND order_id = \(order)" }
        if let status { query += " AND status = \(status)" }
        if let last = try page.last(as: PaymentID.self) { query += " AND id < \(last)" }
        let rows = try await database.query(query + " ORDER BY id DESC LIMIT \(page.limit + 1)")
        let ids = try rows.map { try $0.get("id", as: PaymentID.self) }
        let refunds = try await database.query(Self.refunds(of: ids))
        let items = Array(try Self.payments(rows, refunds: refunds).prefix(page.limit))
        return Page(items: items, next: rows.count > page.limit ? items.last.map { .after($0.id) } : nil)
    }
}

extension PageRequest {
    /// The id with which the earlier page ended.
    /// - Throws: 400 for a cursor that another list made.
    func last<Tag>(as type: ID<Tag>.Type) throws -> ID<Tag>? {
        guard let cursor else { return nil }
        guard cursor.parts.count == 1, let id = ID<Tag>(cursor.parts[0]) else {
            throw Problem.badRequest("The cursor is not one of this list.")
        }
        return id
    }
}

extension PageCursor {
    static func after<Tag>(_ id: ID<Tag>) -> PageCursor {
        PageCursor([id.description])
    }
}
