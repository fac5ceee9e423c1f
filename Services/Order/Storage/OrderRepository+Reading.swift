import Models
import Postgres
import ServiceKit

/// What a list may be narrowed by; the parts that are nil don't narrow.
struct OrderFilter: Sendable {
    var channelID: ChannelID?
    var status: OrderStatus?
    var externalID: String?
    var number: String?
    var customerID: CustomerID?
}

extension OrderRepository {
    func find(_ id: OrderID, in scope: OrderScope) async throws -> OrderSummary {
        let rows = try await database.query(
            """
            SELECT id, number, channel_id, origin, external_id, customer_id, status, currency, total_minor,
                   refunded_minor, created_at, placed_at
              FROM orders
             WHERE id = \(id) AND \(sql: scope.condition)
            """
        )
        guard let row = rows.first else { throw OrderError.notFound(id) }
        return try OrderSummary(row)
    }

    /// Newest first. Attempts that never became orders are left out unless their status is asked for.
    func list(_ filter: OrderFilter, in scope: OrderScope, _ page: PageRequest) async throws -> Page<OrderSummary> {
        let after = try page.cursor.map { cursor in
            guard let text = cursor.parts.first, let id = OrderID(text) else {
                throw Problem.badRequest("The cursor is not one of this list.")
            }
            return id
        }
        let statuses = filter.status.map { [$0] } ?? OrderStatus.listed
        var narrowing: SQL = "status = ANY(\(statuses)) AND \(sql: scope.condition)"
        if !statuses.contains(where: \.isClosed) { narrowing += " AND NOT is_closed" }
        if let channel = filter.channelID { narrowing += " AND channel_id = \(channel)" }
        if let external = filter.externalID { narrowing += " AND external_id = \(external)" }
        if let number = filter.number { narrowing += " AND \(sql: Self.isCalled(number))" }
        if let customer = filter.customerID { narrowing += " AND customer_id = \(customer)" }
        if let after { narrowing += " AND id < \(after)" }
        let rows = try await database.query(
            """
            SELECT id, number, channel_id, origin, external_id, customer_id, status, currency, total_minor,
                   refunded_minor, created_at, placed_at
              FROM orders
             WHERE \(sql: narrowing)
             ORDER BY id DESC
             LIMIT \(page.limit + 1)
            """
        )
        let items = try rows.prefix(page.limit).map(OrderSummary.init)
        let next = rows.count > page.limit ? items.last.map { PageCursor([$0.id.description]) } : nil
        return Page(items: items, next: next)
    }

    /// Orders are found by what their number was made from; those begun before that was kept, by the number.
    private static func isCalled(_ number: String) -> SQL {
        let serial = OrderNumber(number)?.sequence
        return "(serial = \(serial) OR (serial IS NULL AND number = \(number)))"
    }

    /// The order with all that happened to it, as of one moment.
    func detail(_ id: OrderID, in scope: OrderScope) async throws -> OrderDetail {
        try await database.transaction(.repeatableRead) { session in
            let answers = try session.pipeline([
                """
                SELECT id, number, channel_id, origin, external_id, customer_id, status, currency, total_minor,
                       refunded_minor, created_at, placed_at, breakdown, delivery, allocations, tender, payment_id,
                       payment_status, refusal, locale, version
                  FROM orders
                 WHERE id = \(id) AND \(sql: scope.condition)
                """,
                """
                SELECT from_status, to_status, at, actor, reason
                  FROM order_history
                 WHERE order_id = \(id)
                 ORDER BY version
                """,
                """
                SELECT id, order_id, status, amount_minor, currency, lines, shipping_minor, reason, created_at
                  FROM refunds
                 WHERE order_id = \(id)
                 ORDER BY id
                """,
            ])
            guard let row = answers[0].first else { throw OrderError.notFound(id) }
            return OrderDetail(
                summary: try OrderSummary(row),
                documents: try OrderDocuments(row),
                history: try answers[1].map(HistoryEntry.init),
                refunds: try answers[2].map(Refund.init)
            )
        }
    }
}

extension OrderRepository {
    /// The order that a channel brought under its own id.
    func id(of externalID: String, in channel: ChannelID, on session: borrowing Session) throws -> OrderID {
        let rows = try session.query(
            "SELECT id FROM orders WHERE channel_id = \(channel) AND external_id = \(externalID)"
        )
        guard let row = rows.first else { throw Problem.stillRunning }
        return try row.get("id")
    }

    /// Why a checkout ended with a no; nil for one that did not.
    func refusal(of id: OrderID) async throws -> SagaRefusal? {
        let rows = try await database.query("SELECT refusal FROM orders WHERE id = \(id)")
        return try rows.first?.jsonIfPresent("refusal")
    }
}
