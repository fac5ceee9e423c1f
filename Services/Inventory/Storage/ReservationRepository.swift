import Models
import Postgres
import ServiceKit

/// Promises to orders. Every path locks the reservation first and stock second; only a new hold starts at the stock,
/// and it inserts rows that nobody can have locked.
struct ReservationRepository: Sendable {
    let database: Database
    let stock: StockRepository
    let outbox: Outbox
    let batch: HoldBatch
    private let holds: BatchWriter<ReservationRequest, HoldOutcome>

    init(database: Database, outbox: Outbox, alarm: ExpiryAlarm) {
        let stock = StockRepository(outbox: outbox)
        let batch = HoldBatch(stock: stock, alarm: alarm)
        self.database = database
        self.outbox = outbox
        self.stock = stock
        self.batch = batch
        holds = BatchWriter(database, name: "holds") { requests, session in
            let outcomes = try batch.apply(requests, on: session)
            try Failpoint.holdInside.reachedInTransaction()
            return outcomes
        }
    }

    /// Buyers that arrive while a commit is under way share the next one: a hot SKU is locked once a batch, not once a
    /// buyer.
    func hold(_ request: ReservationRequest) async throws -> HoldOutcome {
        let outcome = try await holds.submit(request)
        return outcome.needsRenewal ? try await renew(request) : outcome
    }

    func find(_ id: OrderID) async throws -> Reservation {
        guard let reservation = try await Self.reservations(in: database.query(Self.standing([id]))).first else {
            throw InventoryError.reservationNotFound(id)
        }
        return reservation
    }

    func release(_ id: OrderID) async throws {
        try await database.transaction { session in
            try release([id], on: session)
            try Failpoint.releaseInside.reachedInTransaction()
        }
    }

    /// Gives back what is still promised. An order that was never held is marked, so that a late hold is refused; one
    /// that has left or ended before stays as it is.
    func release(_ ids: [OrderID], on session: borrowing Session) throws {
        try session.run(
            """
            INSERT INTO reservations (order_id, status, explanation, expires_at)
            SELECT id, 'released', 'released before it was held', now()
              FROM unnest(\(ids.sorted())::uuid[]) AS id
                ON CONFLICT DO NOTHING
            """
        )
        let promises = try lock(ids, on: session).filter(\.status.isPromise)
        if !promises.isEmpty { try end(promises.map(\.orderID), as: .released, on: session) }
    }

    /// In one order, like stock.
    func lock(_ ids: [OrderID], on session: borrowing Session) throws -> [Reservation] {
        let rows = try session.pipeline([
            "SELECT FROM reservations WHERE order_id = ANY(\(ids)) ORDER BY order_id FOR UPDATE",
            Self.standing(ids),
        ])
        return try Self.reservations(in: rows[1])
    }

    /// Ends reservations that this transaction has locked, and frees what they still promised.
    func end(_ ids: [OrderID], as status: Reservation.Status, on session: borrowing Session) throws {
        let rows = try session.pipeline([
            """
            SELECT sku, location_id, sum(quantity - shipped - released)::bigint AS open
              FROM allocations
             WHERE order_id = ANY(\(ids)) AND quantity > shipped + released
             GROUP BY sku, location_id
            """,
            "UPDATE allocations SET released = quantity - shipped WHERE order_id = ANY(\(ids))",
            "UPDATE reservations SET status = \(status), changed_at = now() WHERE order_id = ANY(\(ids))",
        ])
        let releases = try rows[0].map { row in
            try StockChange.release(
                row.get("open"),
                at: StockPlace(sku: row.get("sku"), location: row.get("location_id"))
            )
        }
        try stock.change(releases.map(\.place), on: session) { _ in releases }
    }
}

extension Reservation.Status: PostgresConvertible {
    /// Whether stock is still kept for the order.
    var isPromise: Bool { self == .held || self == .firm }
}
