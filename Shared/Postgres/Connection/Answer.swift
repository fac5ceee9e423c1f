/// What came back for everything sent before one synchronisation point.
struct Answer {
    /// The results of the statements that succeeded, in order.
    var rows: [Rows] = []
    var failure: Failure?

    enum Failure {
        /// The server said no and goes on living.
        case refused(ServerFailure)
        /// A prepared statement is unknown or out of date; prepared again it may work.
        case stale(ServerFailure)
        case lost(Loss)
    }
}

/// The end of a connection.
struct Loss {
    let reason: String
    /// The server said goodbye, so what it had not answered by then it had not done.
    let isAnnounced: Bool
}
