import JSON
import Models
import Postgres

/// Every write names the lease's token; a write that finds another one throws `SagaLeaseLost` and stops its transaction.
extension SagaStore {
    func save(_ lease: SagaLease, _ progress: SagaProgress, _ state: State, on session: borrowing Session) throws {
        let saved = try session.run(
            """
            UPDATE sagas
               SET status = \(progress.phase), step = \(progress.step), attempts = \(progress.attempts),
                   state = \(json: state), run_at = \(progress.runAt)::timestamptz + \(sql: .serverAhead),
                   paused_until = \(progress.pausedUntil)::timestamptz + \(sql: .serverAhead),
                   refusal = \(json: progress.refusal),
                   lease_until = now() + make_interval(secs => \(leaseSeconds))
             WHERE id = \(lease.id) AND lease_token = \(lease.token)
            """
        )
        guard saved == 1 else { throw SagaLeaseLost() }
    }

    /// Saves and lets go. Returns true when the saga was woken meanwhile, and so is due again at once.
    func rest(
        _ lease: SagaLease,
        _ progress: SagaProgress,
        _ state: State,
        error: String?,
        on session: borrowing Session
    ) throws -> Bool {
        let rows = try session.query(
            """
            UPDATE sagas
               SET status = \(progress.phase), step = \(progress.step), attempts = \(progress.attempts),
                   state = \(json: state),
                   paused_until = \(progress.pausedUntil)::timestamptz + \(sql: .serverAhead),
                   refusal = \(json: progress.refusal), last_error = \(error),
                   run_at = CASE WHEN wakes = \(lease.wakes) THEN \(progress.runAt)::timestamptz + \(sql: .serverAhead)
                                 ELSE now() END,
                   lease_owner = NULL, lease_until = NULL
             WHERE id = \(lease.id) AND lease_token = \(lease.token)
            RETURNING wakes
            """
        )
        guard let row = rows.first else { throw SagaLeaseLost() }
        return try row.get("wakes", as: Int64.self) != lease.wakes
    }

    /// What comes next on the session throws `SagaLeaseLost` when any of them was taken over.
    func end(_ leases: [SagaLease], on session: borrowing Session) throws {
        try session.send(
            """
            DELETE FROM sagas
             USING unnest(\(leases.map(\.id))::uuid[], \(leases.map(\.token))::bigint[]) AS held (id, token)
             WHERE sagas.id = held.id AND sagas.lease_token = held.token
            """
        ) { ended in
            guard ended.affected == leases.count else { throw SagaLeaseLost() }
        }
    }

    /// Makes resting sagas due. One at work takes notice when it rests; one that ended is none any more.
    /// - Returns: how many there are.
    func wake(_ ids: [SagaID], on session: borrowing Session) throws -> Int {
        try session.run(
            """
            UPDATE sagas
               SET wakes = wakes + 1, run_at = now()
             WHERE id = ANY(\(ids.sorted())::uuid[]) AND name = \(name)
            """
        )
    }

    /// Holds on to what is still being worked on here. A saga that came to rest a moment ago has no owner any more and
    /// must not get a lease that nobody would give back.
    func renew(_ leases: [SagaLease], on session: borrowing Session) throws {
        try session.run(
            """
            UPDATE sagas
               SET lease_until = now() + make_interval(secs => \(leaseSeconds))
              FROM unnest(\(leases.map(\.id))::uuid[], \(leases.map(\.token))::bigint[]) AS held (id, token)
             WHERE sagas.id = held.id AND sagas.lease_token = held.token AND sagas.lease_owner = \(owner)
            """
        )
    }
}
