import Models
public import Postgres
import Synchronization

/// Takes a lease when there is work and keeps it while the work runs. Idle instances write nothing.
///
/// Times are Postgres' own, so instances' clocks need not agree; a lease is short, so that another instance goes on
/// three seconds after a crash.
public final class LeaseKeeper: Sendable {
    private struct Held {
        let lease: Lease
        /// By this instance's monotonic clock, counted from before Postgres was asked: never later than Postgres'.
        let until: ContinuousClock.Instant
    }

    private let name: String
    private let owner: String
    private let seconds: Double
    private let database: Database
    private let held = Mutex<Held?>(nil)

    /// - Parameter owner: distinct for each instance and each start of it, as the default is.
    public init(_ name: String, in database: Database, owner: String? = nil, seconds: Double = 3) {
        self.name = name
        self.owner = owner ?? "\(EventID())"
        self.seconds = seconds
        self.database = database
    }

    /// Runs `body` under the lease, renewing it meanwhile; nil when another instance holds it.
    ///
    /// The lease can still be lost while `body` runs, so its writes belong behind `Lease.fence`.
    public func hold<T: Sendable>(_ body: (Lease) async throws -> T) async throws -> T? {
        guard let lease = try await current() else { return nil }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.keepRenewing() }
            defer { group.cancelAll() }
            return try await body(lease)
        }
    }

    /// Lets another instance take over at once; for an orderly end.
    public func release() async {
        guard let lease = held.withLock({ $0 })?.lease else { return }
        held.withLock { $0 = nil }
        // In a task of its own: whoever ends is usually cancelled, and a cancelled task's statements are dropped.
        _ = await Task { [database, name, owner] in
            try await database.run(
                "UPDATE leases SET until = now() WHERE name = \(name) AND owner = \(owner) AND token = \(lease.token)"
            )
        }.result
    }

    /// The lease at hand while at least half of it is left, else a new or extended one.
    private func current() async throws -> Lease? {
        if let held = held.withLock({ $0 }), held.until - .now > .seconds(seconds / 2) { return held.lease }
        return try await acquire()
    }

    private func acquire() async throws -> Lease? {
        let asked = ContinuousClock.now
        let rows = try await database.query(
            """
            INSERT INTO leases AS held (name, owner, until, token)
            VALUES (\(name), \(owner), now() + make_interval(secs => \(seconds)), 1)
                ON CONFLICT (name) DO UPDATE
               SET owner = excluded.owner,
                   until = excluded.until,
                   token = held.token + CASE WHEN held.owner = excluded.owner THEN 0 ELSE 1 END
             WHERE held.owner = excluded.owner OR held.until < now()
            RETURNING token
            """
        )
        let lease = try rows.first.map { row in
            Lease(name: name, owner: owner, token: try row.get("token"), seconds: seconds)
        }
        held.withLock { $0 = lease.map { Held(lease: $0, until: asked + .seconds(seconds)) } }
        return lease
    }

    /// A renewal that fails is tried again at the next turn; losing the lease is found out by the fence.
    private func keepRenewing() async {
        while (try? await Task.sleep(for: .seconds(seconds / 3))) != nil {
            _ = try? await acquire()
        }
    }
}
