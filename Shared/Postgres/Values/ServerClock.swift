import Models

extension SQL {
    /// How far the server's clock is ahead of this machine's, as an interval. Added to a moment by our clock it makes the
    /// same moment by the server's, taken from one of the server's it makes ours: what a service puts off is due in time
    /// though the two clocks be hours apart.
    public static var serverAhead: SQL { "(now() - \(Timestamp.now)::timestamptz)" }
}
