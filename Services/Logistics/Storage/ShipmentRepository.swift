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

    /// Plans an order once; one that was stopped or planned before stays as it is.
    func plan(
        _ order: OrderPlaced,
        on session: borrowing Session,
        by rule: ([Carrier]) throws -> [Shipment]
    ) throws {
        guard order.delivery.method != .carryOut, try begin(order.orderID, .planned, order.customerID, on: session)
        else { return }
        let carriers = try labels.carriers(on: session)
        for var shipment in try rule(carriers) {
            try insert(shipment, on: session)
            if let code = shipment.carrier, let carrier = carriers.first(where: { $0.code == code }) {
                shipment.trackingNumber = try labels.draw(for: shipment.id, from: carrier, on: session)
            }
            try say([.planned(shipment)], on: session)
        }
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
        guard try !begin(orderID, .stopped, nil, on: session) else { return }
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

    private func begin(
        _ orderID: OrderID,
        _ status: FulfilmentStatus,
        _ customerID: CustomerID?,
        on session: borrowing Session
    ) throws -> Bool {
        try session.run(
            """
            INSERT INTO fulfilments (order_id, status, customer_id)
            VALUES (\(orderID), \(status), \(customerID))
                ON CONFLICT DO NOTHING
            """
        ) == 1
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

private enum FulfilmentStatus: String, PostgresBindable, PostgresReadable {
    case planned, stopped
}
