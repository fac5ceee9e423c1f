import Postgres

extension Error {
    /// Nothing is wrong with the event at hand: the database is away, full or stopping, and all of the batch should
    /// come again. A constraint, a lock timeout or a statement timeout is the event's own.
    var isDatabaseTrouble: Bool {
        switch self {
        case let error as PostgresError: error.isTrouble
        case is CancellationError: true
        default: false
        }
    }
}

extension PostgresError {
    var isTrouble: Bool {
        switch self {
        case .connectionLost, .outcomeUnknown, .poolExhausted, .timeout, .closed, .overloaded:
            true
        case .server(let failure):
            Self.troubles.contains { failure.sqlState.rawValue.hasPrefix($0) }
        case .encoding, .decoding, .migration:
            false
        }
    }

    /// Connection, read-only server, rollback by conflict, resources, shutdown, system.
    private static let troubles = ["08", "25", "40", "53", "57P", "58"]
}
