public import JSON
public import Models
import Synchronization

/// Calls to one other service: a deadline on each, retries with jitter under a budget for idempotent ones, a circuit
/// breaker for the peer, the service's own token and the trace of the work they belong to.
public final class ServiceClient: Sendable {
    public struct Policy: Sendable {
        public var attemptsMax: Int
        /// The longest wait for one attempt, so that a stalled replica leaves time to ask another.
        public var attemptTimeoutSeconds: Double
        public var backoff: Backoff
        /// Whether calls that are made at the same moment travel as one request.
        public var travelTogether: Bool

        public init(
            attemptsMax: Int = 3,
            attemptTimeoutSeconds: Double = 5,
            backoff: Backoff = Backoff(baseSeconds: 0.05, capSeconds: 1),
            travelTogether: Bool = false
        ) {
            self.attemptsMax = attemptsMax
            self.attemptTimeoutSeconds = attemptTimeoutSeconds
            self.backoff = backoff
            self.travelTogether = travelTogether
        }
    }

    struct Safeguards {
        var breaker = CircuitBreaker()
        var budget = RetryBudget(now: .now)
    }

    public let peer: ServiceName
    let transport: CurlClient
    let addresses: PeerAddresses
    let token: @Sendable () throws -> String
    let policy: Policy
    let safeguards = Mutex(Safeguards())
    /// Nil where calls travel alone.
    let gathering: CallGathering?

    /// - Parameters:
    ///   - baseURL: such as `http://127.0.0.1:8082`; where the peer has several replicas, their addresses separated by
    ///     commas.
    ///   - token: the service's own token; asked for each attempt, so it should cache.
    public init(
        peer: ServiceName,
        baseURL: String,
        transport: CurlClient,
        policy: Policy = Policy(),
        token: @escaping @Sendable () throws -> String
    ) {
        self.peer = peer
        addresses = PeerAddresses(baseURL)
        self.transport = transport
        self.policy = policy
        self.token = token
        gathering = policy.travelTogether ? CallGathering(countMax: Batch.countMax) : nil
    }

    /// Whether calls are refused at once, because the peer failed too often just now.
    public var isCircuitOpen: Bool {
        if case .open = safeguards.withLock({ $0.breaker.state }) { true } else { false }
    }

    /// Sends a value and returns a success or a definite no; throws `PeerError` for everything else.
    /// - Parameter idempotent: whether it may be tried again; GET, PUT and DELETE are unless said otherwise.
    public func call(
        _ method: HTTPMethod,
        _ path: String,
        body: some JSONWritable,
        headers: [(name: String, value: String)] = [],
        context: CallContext,
        idempotent: Bool? = nil
    ) async throws -> PeerResponse {
        try await send(
            method,
            path,
            bytes: JSON.encode(body),
            headers: headers,
            context: context,
            idempotent: idempotent
        )
    }

    public func call(
        _ method: HTTPMethod,
        _ path: String,
        headers: [(name: String, value: String)] = [],
        context: CallContext,
        idempotent: Bool? = nil
    ) async throws -> PeerResponse {
        try await send(method, path, bytes: nil, headers: headers, context: context, idempotent: idempotent)
    }

    /// Sends bytes that are encoded already.
    /// - Parameter attemptsMax: one for callers that do their own retrying.
    public func send(
        _ method: HTTPMethod,
        _ path: String,
        bytes: [UInt8]?,
        contentType: String = "application/json",
        headers: [(name: String, value: String)] = [],
        context: CallContext,
        idempotent: Bool? = nil,
        attemptsMax: Int? = nil
    ) async throws -> PeerResponse {
        let call = PeerCall(
            method: method,
            path: path,
            headers: headers + (bytes == nil ? [] : [("content-type", contentType)]),
            body: bytes,
            isIdempotent: idempotent ?? method.isIdempotent,
            attemptsMax: attemptsMax ?? policy.attemptsMax
        )
        return try await perform(call, context: context)
    }
}
