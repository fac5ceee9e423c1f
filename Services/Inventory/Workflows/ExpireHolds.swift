import Models
import Postgres
import ServiceKit

/// Frees holds within a second of their end, and sleeps until the next one is due.
struct ExpireHolds: Sendable {
    let database: Database
    let reservations: ReservationRepository
    let alarm: ExpiryAlarm

    /// How long a hold made by a replica that died may go unnoticed; its own replica's holds wake the worker.
    private static let sleepSecondsMax = 5.0
    private static let batchMax = 500

    var worker: PollingWorker {
        PollingWorker(name: "expire-holds", everySeconds: Self.sleepSecondsMax, wake: alarm.signal) {
            if try await expireDue() > 0 {
                try await Failpoint.holdsExpireAfter.reached()
                return true
            }
            let pause = try await secondsUntilNext()
            guard pause < Self.sleepSecondsMax else { return false }
            await alarm.signal.wait(forSeconds: pause)
            return true
        }
    }

    /// - Returns: How many holds ended; those that another replica is ending are left to it.
    @discardableResult
    func expireDue() async throws -> Int {
        try await database.transaction { session in
            let rows = try session.query(
                """
                SELECT order_id, now() AS now
                  FROM reservations
                 WHERE status = 'held' AND expires_at <= now()
                 ORDER BY expires_at
                 LIMIT \(Self.batchMax)
                   FOR UPDATE SKIP LOCKED
                """
            )
            let ids: [OrderID] = try rows.map { try $0.get("order_id") }
            guard let now: Timestamp = try rows.first?.get("now") else { return 0 }
            try reservations.end(ids, as: .expired, on: session)
            try reservations.outbox.append(ids.map { ReservationExpired(orderID: $0, at: now) }, on: session)
            try Failpoint.holdsExpireInside.reachedInTransaction()
            return ids.count
        }
    }

    /// The database's clock decides on both sides, so a service whose clock jumps expires nothing early.
    private func secondsUntilNext() async throws -> Double {
        alarm.plan(until: .now + Int(Self.sleepSecondsMax))
        let rows = try await database.query(
            """
            SELECT extract(epoch FROM min(expires_at) - clock_timestamp())::double precision AS seconds
              FROM reservations
             WHERE status = 'held'
            """
        )
        let seconds = try rows.first?.get("seconds", as: Double?.self) ?? Self.sleepSecondsMax
        return min(max(seconds, 0), Self.sleepSecondsMax)
    }
}
