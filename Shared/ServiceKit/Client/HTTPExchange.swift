/// One request as it goes out.
public struct HTTPCall: Sendable {
    public var method: HTTPMethod
    public var url: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]?
    /// Sent in place of `body`.
    public var upload: HTTPUpload?
    public var timeoutSeconds: Double
    /// Takes each text of an answer that is a `JSONSequence` as soon as it is there, in place of the answer's body. Called on
    /// the client's own thread.
    var takeText: (@Sendable ([UInt8]) -> Void)?

    /// Whether the request may reach the peer twice. libcurl sends a request again by itself when a kept-alive
    /// connection breaks before the first byte of the answer; a call that must not repeat gets a fresh connection,
    /// where it does not do that.
    public var mayRepeat: Bool

    public init(
        _ method: HTTPMethod,
        _ url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        timeoutSeconds: Double = 30,
        mayRepeat: Bool? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutSeconds = timeoutSeconds
        self.mayRepeat =
            mayRepeat ?? (method.isIdempotent || headers.contains { $0.name.lowercased() == "idempotency-key" })
    }
}

/// A body that is read while it goes out, so that a large file never lies in memory as a whole.
public struct HTTPUpload: Sendable {
    /// The next piece, of at most so many bytes; an empty one ends the body. Called on the client's own thread.
    let read: @Sendable (_ countMax: Int) throws -> [UInt8]

    public init(_ read: @escaping @Sendable (_ countMax: Int) throws -> [UInt8]) {
        self.read = read
    }
}

/// What came back: any status is an answer.
public struct HTTPAnswer: Sendable {
    public let status: Int
    /// Names in lower case, in the order received.
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name == name }?.value
    }

    public var text: String { String(decoding: body, as: UTF8.self) }
}

/// Why no answer came, told apart by what the peer can have seen of the request.
public enum HTTPCallError: Error, Equatable, Sendable {
    /// Nothing was sent.
    case unreachable(String)
    /// The time was up; `sent` says whether the peer can have the request.
    case timeout(sent: Bool)
    /// The request went out, wholly or in part, and the connection broke before the whole answer was there.
    case answerLost(String)
    /// The answer was larger than the client takes.
    case answerTooLarge
    /// The URL or a header cannot be sent.
    case invalidCall(String)
    /// The client was closed.
    case closed
}
