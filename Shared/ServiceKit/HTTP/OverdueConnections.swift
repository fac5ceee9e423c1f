import NIOCore
import Synchronization

/// Connections with a request at hand, closed a second after its deadline at the latest.
///
/// One look over all of them a few times a second, because a timer for each request would have to be set and taken back
/// on its connection's event loop: two wake-ups of another thread a request.
final class OverdueConnections: Worker {
    private struct Watched {
        let channel: any Channel
        let deadline: Deadline
    }

    private struct State {
        var watched: [UInt64: Watched] = [:]
        var count: UInt64 = 0
    }

    let name = "overdue-connections"
    private let state = Mutex(State())

    /// - Returns: what `forget` takes when the request is done.
    func watch(_ channel: any Channel, until deadline: Deadline) -> UInt64 {
        state.withLock { state in
            state.count += 1
            state.watched[state.count] = Watched(channel: channel, deadline: deadline)
            return state.count
        }
    }

    func forget(_ watch: UInt64) {
        state.withLock { $0.watched[watch] = nil }
    }

    func run() async throws {
        while true {
            try await Task.sleep(for: .milliseconds(500))
            let limit = ContinuousClock.now - .milliseconds(500)
            let overdue = state.withLock { $0.watched.values.filter { $0.deadline.instant < limit } }
            for connection in overdue { connection.channel.close(promise: nil) }
        }
    }
}
