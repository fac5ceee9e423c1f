/// What a piece of work passes on with every call it makes: whose request it serves, its trace, and until when
/// anybody waits for it. Handed on explicitly, so that a call without a deadline cannot be written.
public struct CallContext: Sendable {
    public var requestID: String
    public var trace: TraceParent
    public var deadline: Deadline

    public init(requestID: String, trace: TraceParent = TraceParent(), deadline: Deadline) {
        self.requestID = requestID
        self.trace = trace
        self.deadline = deadline
    }

    /// The start of work that no request asked for, as a worker or a saga that goes on after a crash.
    public static func background(timeoutSeconds: Double = 10) -> CallContext {
        let trace = TraceParent()
        return CallContext(requestID: trace.traceID, trace: trace, deadline: .after(seconds: timeoutSeconds))
    }

    public func with(deadline: Deadline) -> CallContext {
        CallContext(requestID: requestID, trace: trace, deadline: deadline)
    }
}
