import Models
import Postgres

/// The transaction behind a batch of holds: two round trips, however many orders share it.
struct HoldBatch: Sendable {
    let stock: StockRepository
    let alarm: ExpiryAlarm

    func apply(
        _ requests: [ReservationRequest],
        on session: borrowing Session
    ) throws -> [Result<HoldOutcome, any Error>] {
        var round = try lock(requests, on: session)
        let results = requests.map { request in Result { try round.hold(request) } }
        try write(round.accepted, on: session)
        return results
    }

    /// Stock is locked before the standing reservations are read, so that a hold of the same order that another replica
    /// is just committing is seen.
    private func lock(_ requests: [ReservationRequest], on session: borrowing Session) throws -> HoldRound {
        let skus = Set(requests.flatMap { $0.lines.map(\.sku) }).map(\.self)
        let pickups = Set(requests.compactMap(\.pickupLocation)).map(\.self)
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
               FOR UPDATE OF stock
            """,
            ReservationRepository.standing(requests.map(\.orderID)),
            "SELECT clock_timestamp() AS now",
        ])
        return try HoldRound(
            pool: StockPool(sources: rows[0].map(StockPool.Source.init), levels: rows[1].map(StockLevel.init)),
            standing: ReservationRepository.reservations(in: rows[2]),
            now: rows[3].first?.get("now") ?? .now
        )
    }

    private func write(_ accepted: [Reservation], on session: borrowing Session) throws {
        guard let firstExpiry = accepted.map(\.expiresAt).min() else { return }
        _ = try session.pipeline(ReservationRepository.insertions(of: accepted))
        let holds = accepted.flatMap { $0.allocations.map { StockChange.hold($0.quantity, at: $0.place) } }
        try stock.write(holds, on: session)
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
