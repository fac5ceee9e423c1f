import Models

/// One call to another service, before it is tried.
struct PeerCall: Sendable {
    let method: HTTPMethod
    let path: String
    let headers: [(name: String, value: String)]
    let body: [UInt8]?
    /// Doing it twice is the same as doing it once.
    let isIdempotent: Bool
    let attemptsMax: Int
    /// Of an answer in several parts; see `HTTPCall`.
    var takeText: (@Sendable ([UInt8]) -> Void)?

    /// Whether the call only asks, so that a lost answer leaves no outcome open.
    var isQuestion: Bool { method == .get }

    /// Whether it is all in method, path and a JSON body, and may be sent again with others.
    var mayTravelTogether: Bool {
        isIdempotent && !path.utf8.contains(UInt8(ascii: "?"))
            && headers.allSatisfy { $0.name == "content-type" && $0.value == "application/json" }
    }
}

extension PeerError {
    /// What a failed exchange means for a caller of `peer`.
    init(_ error: HTTPCallError, peer: ServiceName, call: PeerCall) {
        switch error {
        case .unreachable(let reason), .invalidCall(let reason):
            self = .unreachable(peer, reason: reason)
        case .timeout(let sent):
            self = sent && !call.isQuestion ? .outcomeUnknown(peer, reason: "no answer in time") : .timeout(peer)
        case .answerLost(let reason):
            self = .lost(peer, call: call, reason: reason)
        case .answerTooLarge:
            self = .invalidAnswer(peer, reason: "the answer is too large")
        case .closed:
            self = .lost(peer, call: call, reason: "the client was closed")
        }
    }

    /// Nil for an answer that the caller should see: a success or a definite no.
    init?(_ answer: HTTPAnswer, peer: ServiceName, call: PeerCall) {
        switch answer.status {
        case 408:
            self = .timeout(peer)  // refused because the deadline had passed on arrival
        case 503 where PeerResponse(peer: peer, answer: answer).problemType == "/problems/outcome-unknown":
            self = .lost(peer, call: call, reason: "the peer does not know the outcome itself")
        case 429, 503:
            self = .overloaded(peer, retryAfterSeconds: answer.header("retry-after").flatMap { Int($0) })
        case 500...:
            self = .lost(peer, call: call, reason: "answered \(answer.status)")
        default:
            return nil
        }
    }

    private static func lost(_ peer: ServiceName, call: PeerCall, reason: String) -> PeerError {
        call.isQuestion ? .unreachable(peer, reason: reason) : .outcomeUnknown(peer, reason: reason)
    }

    var isWorthRetrying: Bool {
        switch self {
        case .unreachable, .overloaded, .outcomeUnknown, .timeout: true
        case .circuitOpen, .invalidAnswer: false
        }
    }

    var retryAfterSeconds: Double {
        if case .overloaded(_, let seconds?) = self { Double(seconds) } else { 0 }
    }
}
