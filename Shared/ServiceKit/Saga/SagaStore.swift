import JSON
import Models
import Postgres

/// The rows of one kind of saga. A saga that ended leaves no row: the business keeps what came of it.
struct SagaStore<State: JSONConvertible & Sendable>: Sendable {
    let name: String
    let owner: String
    let leaseSeconds: Int

    /// Written together with the intent. The writer holds the lease at once, because it goes on right after the commit.
    func insertion(of sagas: [(id: SagaID, state: State)], _ progress: SagaProgress) -> SQL {
        """
        INSERT INTO sagas (id, name, status, step, state, run_at, lease_owner, lease_token, lease_until)
        SELECT id, \(name), \(progress.phase), \(progress.step)::integer, state,
               \(progress.runAt)::timestamptz + \(sql: .serverAhead), \(owner), 1,
               now() + make_interval(secs => \(leaseSeconds))
          FROM unnest(\(sagas.map { $0.id })::uuid[], \(sagas.map { JSONText($0.state) })::json[]) AS saga (id, state)
        """
    }

    /// A saga as it was inserted, if its first lease is still this instance's.
    func begun(_ id: SagaID, on session: borrowing Session) throws -> State? {
        let rows = try session.query(
            """
            SELECT state
              FROM sagas
             WHERE id = \(id) AND name = \(name) AND lease_owner = \(owner) AND lease_token = 1
            """
        )
        return try rows.first?.json("state")
    }

    /// Takes over what is due and nobody's, oldest first. A row that can't be read is an error of its own and keeps none
    /// of the others back.
    func claimDue(limit: Int, on session: borrowing Session) throws -> [Result<ClaimedSaga<State>, any Error>] {
        let rows = try session.query(
            """
            UPDATE sagas
               SET lease_owner = \(owner), lease_token = lease_token + 1,
                   lease_until = now() + make_interval(secs => \(leaseSeconds))
             WHERE id IN (SELECT id
                            FROM sagas
                           WHERE name = \(name) AND run_at <= now() AND (lease_until IS NULL OR lease_until < now())
                           ORDER BY run_at
                           LIMIT \(limit)
                             FOR UPDATE SKIP LOCKED)
            RETURNING \(sql: Self.columns)
            """
        )
        return rows.map { row in Result { try Self.claimed(row) } }
    }

    /// Takes over one saga even before it is due, unless somebody is at work on it.
    func claim(_ id: SagaID, on session: borrowing Session) throws -> ClaimedSaga<State>? {
        let rows = try session.query(
            """
            UPDATE sagas
               SET lease_owner = \(owner), lease_token = lease_token + 1,
                   lease_until = now() + make_interval(secs => \(leaseSeconds))
             WHERE id = \(id) AND name = \(name) AND (lease_until IS NULL OR lease_until < now())
            RETURNING \(sql: Self.columns)
            """
        )
        return try rows.first.map(Self.claimed)
    }

    func exists(_ id: SagaID, on session: borrowing Session) throws -> Bool {
        try !session.query("SELECT 1 AS found FROM sagas WHERE id = \(id) AND name = \(name)").isEmpty
    }

    /// How many sagas there are that have not ended, and for how long the most overdue of them has been due.
    func backlog(in database: Database) async throws -> (count: Int, overdueSeconds: Double) {
        let rows = try await database.query(
            """
            SELECT count(*) AS waiting,
                   coalesce(greatest(extract(epoch FROM now() - min(greatest(run_at, lease_until))), 0), 0)::float8 AS age
              FROM sagas
             WHERE name = \(name)
            """
        )
        guard let row = rows.first else { return (0, 0) }
        return (try row.get("waiting"), try row.get("age"))
    }

    /// Moments by our clock, as the machine has them.
    private static var columns: SQL {
        """
        id, status, step, attempts, state, refusal, wakes, lease_token,
        run_at - \(sql: .serverAhead) AS run_at, paused_until - \(sql: .serverAhead) AS paused_until
        """
    }

    private static func claimed(_ row: Row) throws -> ClaimedSaga<State> {
        var progress = SagaProgress(startingAt: try row.get("run_at"))
        progress.phase = try row.get("status", as: SagaProgress.Phase.self)
        progress.step = try row.get("step")
        progress.begun = max(0, progress.step)
        progress.attempts = try row.get("attempts")
        progress.pausedUntil = try row.get("paused_until")
        progress.refusal = try row.jsonIfPresent("refusal")
        let lease = SagaLease(id: try row.get("id"), token: try row.get("lease_token"), wakes: try row.get("wakes"))
        return ClaimedSaga(lease: lease, progress: progress, state: try row.json("state"))
    }
}

extension SagaProgress.Phase: PostgresConvertible {}
