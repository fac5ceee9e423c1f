import Synchronization

/// An HTTP client over libcurl: pooled keep-alive connections, a time limit and a size limit on every call.
public final class CurlClient: Sendable {
    private let loop: CurlLoop
    private let nextID = Atomic<UInt64>(0)
    private let answerBytesMax: Int

    /// - Parameter connectionsPerHostMax: above it calls queue inside libcurl, which is dear; be generous.
    public init(connectionsPerHostMax: Int = 512, answerBytesMax: Int = 16 << 20) throws {
        self.loop = try CurlLoop(connectionsPerHostMax: connectionsPerHostMax)
        self.answerBytesMax = answerBytesMax
        loop.start()
    }

    deinit { loop.close() }

    /// Ends the loop; what is under way fails with `HTTPCallError.closed`.
    public func close() { loop.close() }

    /// Sends the call and waits for the whole answer. Throws `HTTPCallError`, or `CancellationError` when the task
    /// is cancelled, in which case the connection is cut at once.
    public func send(_ call: HTTPCall) async throws -> HTTPAnswer {
        try call.check()
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { continuation in
                loop.submit(
                    CurlTransfer(id: id, call: call, answerBytesMax: answerBytesMax, continuation: continuation)
                )
                // Cancelled between the check above and the submission: the loop was told too early.
                if Task.isCancelled { loop.cancel(id) }
            }
        } onCancel: {
            loop.cancel(id)
        }
    }

    public func send(
        _ method: HTTPMethod,
        _ url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        timeoutSeconds: Double = 30
    ) async throws -> HTTPAnswer {
        try await send(HTTPCall(method, url, headers: headers, body: body, timeoutSeconds: timeoutSeconds))
    }
}

extension HTTPCall {
    /// A control character in a header or URL would start a header, or a request, of its own; a NUL would cut it.
    func check() throws(HTTPCallError) {
        for text in headers.flatMap({ [$0.name, $0.value] }) + [url] {
            guard !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
                throw .invalidCall("a control character in a header or URL")
            }
        }
        guard !headers.contains(where: { $0.name.isEmpty || $0.name.utf8.contains(UInt8(ascii: ":")) }) else {
            throw .invalidCall("a header without a proper name")
        }
    }
}
