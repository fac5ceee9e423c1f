import Models

@testable import ServiceKit

/// One instance's relay: what it holds in memory between two steps.
struct NewsRelay {
    /// The way of new events.
    enum Dispatch {
        case idle
        /// Read, and not yet under the lease.
        case read([StoredEvent])
        case telling([StoredEvent], token: Int64, rounds: [HearerRound], asked: [Int: Int], over: Set<Int>)
    }

    /// The way of what a hearer did not take at first.
    enum Backlog {
        case idle
        case telling([StoredEvent], token: Int64, asked: Int)
    }

    let name: Int
    var dispatch = Dispatch.idle
    var backlogs: [ServiceName: Backlog] = [:]

    /// A process that ended and starts again under a name of its own.
    init(name: Int) {
        self.name = name
    }
}
