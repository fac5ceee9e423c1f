import HTTPTypes

extension CallContext {
    /// What a request brings along: the caller's id, trace and remaining time, or new ones.
    /// - Parameter timeoutSeconds: The service's own limit, which a caller may only shorten.
    init(headers: HTTPFields, timeoutSeconds: Double) {
        let trace = headers[.traceParent].flatMap(TraceParent.init)?.child() ?? TraceParent()
        let asked = headers[.deadlineMilliseconds].flatMap(Int.init).map { Double($0) / 1000 }
        self.init(
            requestID: headers[.requestID].flatMap(Self.acceptable) ?? trace.traceID,
            trace: trace,
            deadline: .after(seconds: min(timeoutSeconds, asked ?? timeoutSeconds))
        )
    }

    /// A request id is logged and sent on, so it is taken over only when it is short and plain, and no card number.
    static func acceptable(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
        return (1...64).contains(text.utf8.count) && isPlain && !CardDataGuard.isCardNumber(text) ? text : nil
    }
}

extension HTTPField.Name {
    static let traceParent = HTTPField.Name("traceparent")!
    static let deadlineMilliseconds = HTTPField.Name("Emporia-Deadline-Ms")!
}
