public import Models

/// Why a call to another service brought no answer. What matters to the caller is whether it may have had an effect:
/// an outcome that is unknown is asked for again, never taken for a failure.
public enum PeerError: Error, Equatable, Sendable {
    /// Nothing was sent.
    case unreachable(ServiceName, reason: String)
    /// Not tried, since the peer failed too often just now.
    case circuitOpen(ServiceName)
    /// The peer refused the call before it began (429 or 503).
    case overloaded(ServiceName, retryAfterSeconds: Int?)
    /// No time was left to send it, or it only asked for something and the answer did not come.
    case timeout(ServiceName)
    /// The peer may or may not have done it.
    case outcomeUnknown(ServiceName, reason: String)
    /// The peer answered something that is not in its contract.
    case invalidAnswer(ServiceName, reason: String)

    public var peer: ServiceName {
        switch self {
        case .unreachable(let peer, _), .circuitOpen(let peer), .overloaded(let peer, _), .timeout(let peer),
            .outcomeUnknown(let peer, _), .invalidAnswer(let peer, _):
            peer
        }
    }

    public var mayHaveTakenEffect: Bool {
        switch self {
        case .unreachable, .circuitOpen, .overloaded, .timeout: false
        case .outcomeUnknown, .invalidAnswer: true
        }
    }
}
