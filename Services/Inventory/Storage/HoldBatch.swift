import Models
import Postgres

/// The transaction behind a batch of holds: three round trips, however many orders share it.
struct HoldBatch: Sendable {
    let stock: StockRepository
    let alarm: ExpiryAlarm

    /// A crowd's stock is read without locks, which would write every row twice: should another replica promise the last
    /// of it meanwhile, the table's own rule (reserved within on hand) or the key of a reservation fails the batch. The
    /// batch writer then tries its items one by one, and one alone locks first, before it reads the standing
    /// reservations, so that a hold of the same order that another replica is just committing is seen.
    func apply(
        _ requests: [ReservationRequest],
        on session: borrowing Session
    ) throws -> [Result<HoldOutcome, any Error>] {
        let standing = ReservationRepository.standing(requests.map(\.orderID))
        let found = try readPool(for: requests, locking: requests.count == 1, alsoReading: standing, on: session)
        var round = try HoldRound(
            pool: found.pool,
            standing: ReservationRepository.reservations(in: found.read),
            now: found.now
        )
        let results = requests.map { request in Result { try round.hold(request) } }
        try write(round.accepted, on: session)
        return results
    }

    /// Reads all that could serve these orders; locks it, if asked, in the one order in which stock is locked everywhere.
    func readPool(
        for requests: [ReservationRequest],
        locking: Bool,
        alsoReading statement: SQL,
        on session: borrowing Session
    ) throws -> (pool: StockPool, read: Rows, now: Timestamp) {
        let skus = Array(Set(requests.flatMap { $0.lines.map(\.sku) }))
        let pickups = Array(Set(requests.compactMap(\.pickupLocation)))
        let rows = try session.pipeline([
            """
            SELECT id, priority, services
              FROM locations
             WHERE active AND ('ships' = ANY(services) OR id = ANY(\(pickups)))
            """,
            """
            SELECT sku, location_id, on_hand, reserved, version
              FROM stock
             WHERE sku = ANY(\(skus))
               AND location_id IN (SELECT id FROM locations
                                    WHERE active AND ('ships' = ANY(services) OR id = ANY(\(pickups))))
             ORDER BY sku, location_id
             \(sql: locking ? "FOR UPDATE OF stock" : "")
            """,
            statement,
            "SELECT clock_timestamp() AS now",
        ])
        return try (
            StockPool(sources: rows[0].map(StockPool.Source.init), levels: rows[1].map(StockLevel.init)),
            rows[2],
            rows[3].first?.get("now") ?? .now
        )
    }

    private func write(_ accepted: [Reservation], on session: borrowing Session) throws {
        guard !accepted.isEmpty else { return }
        for statement in ReservationRepository.insertions(of: accepted) { try session.send(statement) }
        try promise(accepted, on: session)
    }

    /// Books what these reservations hold, and has their end watched.
    func promise(_ reservations: [Reservation], on session: borrowing Session) throws {
        let holds = reservations.flatMap { $0.allocations.map { StockChange.hold($0.quantity, at: $0.place) } }
        try stock.write(holds, on: session)
        guard let firstExpiry = reservations.map(\.expiresAt).min() else { return }
        session.onCommit { [alarm] in alarm.expect(firstExpiry) }
    }
}

extension StockPool.Source {
    fileprivate init(_ row: Row) throws {
        try self.init(
            location: row.get("id"),
            priority: row.get("priority"),
            services: Set(row.get("services", as: [LocationService].self))
        )
    }
}
