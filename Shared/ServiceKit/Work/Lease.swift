public import Postgres

/// The right to do what only one instance may do at a time, as it was granted.
public struct Lease: Sendable, Hashable {
    public let name: String
    let owner: String
    /// Grows with every change of owner.
    let token: Int64
    let seconds: Double
}

/// Another instance took the lease over; what this one was about to write is not its business any more.
public struct LeaseLost: Error, Equatable, Sendable {
    public let name: String
}

extension Lease {
    /// Put into the transaction of a write, it lets the write through only while nobody else took the lease, and
    /// extends it on the way. An owner that was stopped and wakes up late is refused here.
    public func fence(on session: borrowing Session) throws {
        try check(try session.query(fence))
    }

    /// The same as a statement for a pipeline; its rows go to `check`.
    var fence: SQL {
        """
        UPDATE leases
           SET until = greatest(until, now() + make_interval(secs => \(seconds)))
         WHERE name = \(name) AND owner = \(owner) AND token = \(token)
        RETURNING token
        """
    }

    func check(_ rows: Rows) throws(LeaseLost) {
        if rows.isEmpty { throw LeaseLost(name: name) }
    }
}
