import Synchronization

/// Where the replicas of a peer answer, used in turn; one that refused a connection is asked last for a moment.
///
/// In a cluster one name stands for all replicas and the network spreads connections; this is for everywhere else.
final class PeerAddresses: Sendable {
    let urls: [String]
    private let state: Mutex<State>

    private struct State {
        var next = 0
        var restUntil: [ContinuousClock.Instant]
    }

    /// Long enough that a replica which restarts costs no caller a detour, short enough that it is soon used again.
    private static let rest = Duration.seconds(1)

    /// - Parameter list: Base URLs such as `http://10.0.0.1:8082`, separated by commas.
    init(_ list: String) {
        urls = list.split { $0 == "," || $0.isWhitespace }.map { url in
            String(url.hasSuffix("/") ? url.dropLast() : url)
        }
        state = Mutex(State(restUntil: urls.map { _ in .now }))
    }

    /// All of them, the one whose turn it is first.
    func turn(at now: ContinuousClock.Instant = .now) -> [String] {
        guard urls.count > 1 else { return urls }
        return state.withLock { state in
            let order = (0..<urls.count).map { (state.next + $0) % urls.count }
            state.next = (state.next + 1) % urls.count
            let awake = order.filter { state.restUntil[$0] <= now }
            let resting = order.filter { state.restUntil[$0] > now }
            return (awake + resting).map { urls[$0] }
        }
    }

    /// Nobody listened there, or nothing came of a connection.
    func refused(_ url: String, at now: ContinuousClock.Instant = .now) {
        guard urls.count > 1, let index = urls.firstIndex(of: url) else { return }
        state.withLock { $0.restUntil[index] = now + Self.rest }
    }
}
