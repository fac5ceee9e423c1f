import Models
import Postgres

extension ReservationRepository {
    /// Holds again for a customer who took long to pay: the same units for longer, or, when the hold has run out,
    /// whatever serves the order now.
    func renew(_ request: ReservationRequest) async throws -> HoldOutcome {
        try await database.transaction { session in
            guard let standing = try lock([request.orderID], on: session).first?.repeated(for: request) else {
                throw InventoryError.reservationNotFound(request.orderID)
            }
            let renewed =
                switch standing.status {
                case .held: try prolong(standing, for: request, on: session)
                case .expired: try holdAnew(request, on: session)
                case .firm, .committed, .released: standing
                }
            return HoldOutcome(reservation: renewed, isNew: false)
        }
    }

    private func prolong(
        _ standing: Reservation,
        for request: ReservationRequest,
        on session: borrowing Session
    ) throws -> Reservation {
        var prolonged = standing
        let rows = try session.query(
            """
            UPDATE reservations
               SET expires_at = clock_timestamp() + make_interval(secs => \(request.holdSeconds)), changed_at = now()
             WHERE order_id = \(request.orderID)
            RETURNING expires_at
            """
        )
        prolonged.expiresAt = try rows.first?.get("expires_at") ?? standing.expiresAt
        return prolonged
    }

    private func holdAnew(_ request: ReservationRequest, on session: borrowing Session) throws -> Reservation {
        let forgetting: SQL = "DELETE FROM allocations WHERE order_id = \(request.orderID)"
        let locked = try batch.readPool(for: [request], locking: true, alsoReading: forgetting, on: session)
        var round = HoldRound(pool: locked.pool, standing: [], now: locked.now)
        let reservation = try round.hold(request).reservation
        try session.run(
            """
            UPDATE reservations
               SET status = 'held', expires_at = \(reservation.expiresAt), explanation = \(reservation.explanation),
                   changed_at = now()
             WHERE order_id = \(request.orderID)
            """
        )
        try write(reservation.allocations.map { (request.orderID, $0) }, on: session)
        try batch.promise([reservation], on: session)
        return reservation
    }
}
