import HTTPTypes

extension CallContext {
    /// What a request brings along: the caller's id, trace and remaining time, or new ones.
    /// - Parameter timeoutSeconds: The service's own limit, which a caller may only shorten.
    init(headers: HTTPFields, timeoutSeconds: Double) {
        let trace = TraceParent(of: headers)?.child() ?? TraceParent()
        let asked = headers[.deadlineMilliseconds].flatMap(Int.init).map { Double($0) / 1000 }
        self.init(
            requestID: Self.requestID(of: headers) ?? trace.traceID,
            trace: trace,
            deadline: .after(seconds: min(timeoutSeconds, asked ?? timeoutSeconds))
        )
    }

    /// The id that a request brings along, for who does nothing for it but answer.
    static func requestID(refusing headers: HTTPFields) -> String {
        requestID(of: headers) ?? (TraceParent(of: headers) ?? TraceParent()).traceID
    }

    private static func requestID(of headers: HTTPFields) -> String? {
        headers[.requestID].flatMap(acceptable)
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

extension TraceParent {
    fileprivate init?(of headers: HTTPFields) {
        guard let text = headers[.traceParent] else { return nil }
        self.init(text)
    }
}

extension HTTPField.Name {
    static let traceParent = HTTPField.Name("traceparent")!
    static let deadlineMilliseconds = HTTPField.Name("Emporia-Deadline-Ms")!
}
