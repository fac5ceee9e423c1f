/// How full a database's connections are.
public struct PoolStatistics: Equatable, Sendable {
    /// Connections that are up.
    public var connections: Int
    /// Connections at work.
    public var busy: Int
    /// Callers waiting for one.
    public var queued: Int

    public init(connections: Int, busy: Int, queued: Int) {
        self.connections = connections
        self.busy = busy
        self.queued = queued
    }
}
