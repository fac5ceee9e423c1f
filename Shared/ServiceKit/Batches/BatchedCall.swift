import JSON

/// One of the calls that travel as one request. All of them are the same service's, under one token.
struct BatchedCall: Sendable {
    let method: HTTPMethod
    /// Without a query.
    let path: String
    let requestID: String
    let trace: TraceParent
    let deadlineMilliseconds: Int
    /// JSON; nil where there is none.
    let body: [UInt8]?
}

/// What came of it.
struct BatchedAnswer: Sendable {
    /// Of the call among those it came with, from 0.
    let place: Int
    let status: Int
    let retryAfterSeconds: Int?
    let body: [UInt8]
}

/// The body of a request. The answers to it are a `JSONSequence`.
struct Batch: JSONConvertible {
    /// So many that nothing is gained by more.
    static let countMax = 64

    let items: [BatchedCall]

    init(_ items: [BatchedCall]) { self.items = items }

    init?(json: JSONNode) {
        guard let items = json.required("items", as: [BatchedCall].self, count: 1...Self.countMax) else { return nil }
        self.items = items
    }

    func write(to json: inout JSONWriter) {
        json.object { $0.field("items", items) }
    }
}

extension HTTPMethod: JSONConvertible {}

extension BatchedCall: JSONConvertible {
    init?(json: JSONNode) {
        let method = json.required("method", as: HTTPMethod.self)
        let path = json.text("path", length: 1...2_000)
        let requestID = json.text("requestId", length: 1...64)
        let trace = json.text("traceparent").flatMap(TraceParent.init)
        let deadline = json.required("deadlineMs", in: 0...86_400_000)
        body = json.child("body")?.rawBytes
        if trace == nil { json.fail("traceparent", "must be a W3C traceparent") }
        guard let method, let path, let requestID, let trace, let deadline else { return nil }
        self.method = method
        self.path = path
        self.requestID = requestID
        self.trace = trace
        deadlineMilliseconds = deadline
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("method", method)
            json.field("path", path)
            json.field("requestId", requestID)
            json.field("traceparent", trace.description)
            json.field("deadlineMs", deadlineMilliseconds)
            if let body { json.field("body", raw: body) }
        }
    }
}

extension BatchedAnswer: JSONConvertible {
    init?(json: JSONNode) {
        let place = json.required("place", in: 0...(Batch.countMax - 1))
        let status = json.required("status", in: 100...599)
        retryAfterSeconds = json.optional("retryAfter", in: 0...86_400)
        body = json.child("body")?.rawBytes ?? []
        guard let place, let status else { return nil }
        self.place = place
        self.status = status
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("place", place)
            json.field("status", status)
            json.field("retryAfter", retryAfterSeconds)
            if !body.isEmpty { json.field("body", raw: body) }
        }
    }
}
