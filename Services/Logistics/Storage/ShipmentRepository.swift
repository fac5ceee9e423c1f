import Models
import Postgres
import ServiceKit

/// Shipments and their orders. Everything that moves a shipment locks its order's row first, so that stopping an order
/// and dispatching one of its parcels can never both succeed.
struct ShipmentRepository: Sendable {
    let database: Database
    let outbox: Outbox
    let labels: LabelRepository

    func find(_ id: ShipmentID, in scope: ShipmentScope) async throws -> Shipment {
        let rows = try await database.query(
            "\(sql: Self.selection) WHERE shipments.id = \(id) AND \(sql: scope.condition)"
        )
        guard let row = rows.first else { throw LogisticsError.shipmentNotFound(id) }
        return try Shipment(row)
    }

    func list(of orderID: OrderID, in scope: ShipmentScope) async throws -> [Shipment] {
        try await database.query(
            "\(sql: Self.selection) WHERE order_id = \(orderID) AND \(sql: scope.condition) ORDER BY location_id"
        ).map(Shipment.init)
    }

    /// Plans each order once; one that was stopped or planned before stays as it is.
    func plan(
        _ orders: [OrderPlaced],
        on session: borrowing Session,
        by rule: (OrderPlaced, [Carrier]) throws -> [Shipment]
    ) throws {
        let new = try begin(orders.filter { $0.delivery.method != .carryOut }, on: session)
        guard !new.isEmpty else { return }
        let carriers = try labels.carriers(on: session)
        var shipments = try new.flatMap { try rule($0, carriers) }
        try insert(shipments, on: session)
        try labels.print(for: &shipments, by: carriers, on: session)
        try say(shipments.map(ShipmentNews.planned), on: session)
    }

    /// Locks the order of a shipment, applies `rule`, writes what changed and says what happened.
    @discardableResult
    func update(
        orderOf id: ShipmentID,
        on session: borrowing Session,
        by rule: (inout Fulfilment) throws -> [ShipmentNews]
    ) throws -> Fulfilment {
        let rows = try session.query("SELECT order_id FROM shipments WHERE id = \(id)")
        guard let orderID: OrderID = try rows.first?.get("order_id") else { throw LogisticsError.shipmentNotFound(id) }
        return try update(orderID, on: session, by: rule)
    }

    /// For a change to several orders at once.
    func lockOrders(of ids: [ShipmentID], on session: borrowing Session) throws {
        try session.run(
            """
            SELECT FROM fulfilments
             WHERE order_id IN (SELECT order_id FROM shipments WHERE id = ANY(\(ids)))
             ORDER BY order_id
               FOR UPDATE
            """
        )
    }

    /// Marks an order that is not known yet as stopped, so that its shipments are never planned.
    func stop(_ orderID: OrderID, at moment: Timestamp, on session: borrowing Session) throws {
        let marked = try session.run(
            "INSERT INTO fulfilments (order_id, status) VALUES (\(orderID), 'stopped') ON CONFLICT DO NOTHING"
        )
        guard marked == 0 else { return }
        try update(orderID, on: session) { fulfilment in
            try fulfilment.isStopped ? [] : fulfilment.stop(at: moment)
        }
    }

    @discardableResult
    private func update(
        _ orderID: OrderID,
        on session: borrowing Session,
        by rule: (inout Fulfilment) throws -> [ShipmentNews]
    ) throws -> Fulfilment {
        let before = try lock(orderID, on: session)
        var after = before
        let news = try rule(&after)
        if after.isStopped != before.isStopped {
            try session.run(
                "UPDATE fulfilments SET status = 'stopped', changed_at = now() WHERE order_id = \(orderID)"
            )
        }
        for (old, new) in zip(before.shipments, after.shipments) where old != new {
            try write(new, on: session)
        }
        try say(news, on: session)
        return after
    }

    private func lock(_ orderID: OrderID, on session: borrowing Session) throws -> Fulfilment {
        let rows = try session.pipeline([
            "SELECT status FROM fulfilments WHERE order_id = \(orderID) FOR UPDATE",
            "\(sql: Self.selection) WHERE order_id = \(orderID) ORDER BY location_id",
        ])
        return try Fulfilment(
            orderID: orderID,
            isStopped: rows[0].first?.get("status", as: FulfilmentStatus.self) == .stopped,
            shipments: rows[1].map(Shipment.init)
        )
    }

    /// - Returns: The orders that are new here.
    private func begin(_ orders: [OrderPlaced], on session: borrowing Session) throws -> [OrderPlaced] {
        guard !orders.isEmpty else { return [] }
        let rows = try session.query(
            """
            INSERT INTO fulfilments (order_id, status, customer_id)
            SELECT order_id, 'planned', customer_id
              FROM unnest(\(orders.map(\.orderID))::uuid[], \(orders.map(\.customerID))::uuid[])
                   AS placed(order_id, customer_id)
             ORDER BY order_id
                ON CONFLICT DO NOTHING
            RETURNING order_id
            """
        )
        var new: Set<OrderID> = try Set(rows.map { try $0.get("order_id") })
        return orders.filter { new.remove($0.orderID) != nil }
    }

    private func say(_ news: [ShipmentNews], on session: borrowing Session) throws {
        try outbox.append(news.map(\.payload), on: session)
    }
}

/// Whose shipments a question is about; part of the query itself, so that nothing else is ever read.
enum ShipmentScope: Sendable {
    case everybody
    case customer(CustomerID)

    fileprivate var condition: SQL {
        switch self {
        case .everybody: "true"
        case .customer(let id): "customer_id = \(id)"
        }
    }
}

private enum FulfilmentStatus: String, PostgresReadable {
    case planned, stopped
}
