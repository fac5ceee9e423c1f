public import HTTPTypes
import Hummingbird
public import JSON
public import Logging
public import NIOCore

/// What a handler is given: everything about the request that was verified before it runs.
public struct ServiceRequest: Sendable {
    public let method: HTTPRequest.Method
    /// As sent, without the query.
    public let path: String
    /// Path and query, as sent.
    let target: String
    /// The route's template, such as `/v1/orders/{id}`.
    public let endpointPath: String
    public let caller: Caller
    /// Request id, trace and deadline: passed on with every call this request leads to.
    public let context: CallContext
    public let logger: Logger
    /// Empty for a streamed endpoint; see `bodyStream`.
    public let body: [UInt8]
    public let bodyStream: BodyStream
    let headers: HTTPFields
    let parameters: Parameters
    let query: QueryParameters

    public var deadline: Deadline { context.deadline }
    public var requestID: String { context.requestID }

    public func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }

    /// Reads the body as strict JSON.
    /// - Throws: a 400 problem where it is not JSON, a 422 problem that lists every bad field.
    public func decode<T: JSONReadable>(_ type: T.Type = T.self) throws -> T {
        try JSON.decode(T.self, from: body)
    }

    /// A part of the path. A text that can't be an id names nothing, hence 404.
    public func parameter<T: LosslessStringConvertible>(_ name: String, as type: T.Type = T.self) throws -> T {
        guard let text = parameters[Substring(name)],
            let decoded = PercentEncoding.decoded(text),
            let value = T(decoded)
        else {
            throw Problem.notFound("There is nothing at \(path).")
        }
        return value
    }

    /// The version that the caller last saw, from `If-Match: "7"`.
    /// - Throws: 428 when missing, 400 when it is not an entity tag of this service.
    public func ifMatch() throws -> Int64 {
        guard let tag = headers[.ifMatch] else {
            throw Problem(
                .preconditionRequired,
                "if-match-required",
                "If-Match is required",
                detail: "Send the ETag of the version that you read, so that nobody's change is overwritten."
            )
        }
        guard tag.hasPrefix("\""), tag.hasSuffix("\""), let version = Int64(tag.dropFirst().dropLast()) else {
            throw Problem.badRequest("If-Match must be an ETag as sent by this service, such as \"7\".")
        }
        return version
    }

    /// For a record that has moved on since the caller read it.
    public static let versionMismatch = Problem(
        .preconditionFailed,
        "version-mismatch",
        "The record has changed",
        detail: "Read it again and repeat the change on the new version."
    )
}

/// A body as it arrives, cut off with a 413 problem once it exceeds the endpoint's limit.
public struct BodyStream: AsyncSequence, Sendable {
    public typealias Element = ByteBuffer
    let body: RequestBody
    let limitBytes: Int

    public struct AsyncIterator: AsyncIteratorProtocol {
        var chunks: RequestBody.AsyncIterator
        var remainingBytes: Int

        @concurrent
        public mutating func next() async throws -> ByteBuffer? {
            let chunk: ByteBuffer?
            do {
                chunk = try await chunks.next()
            } catch let error where !(error is CancellationError) {
                // Whoever hangs up within a body did something wrong, not the service: no error of ours in logs and
                // counts, which anybody could fill otherwise.
                throw Problem.bodyIncomplete
            }
            guard let chunk else { return nil }
            remainingBytes -= chunk.readableBytes
            guard remainingBytes >= 0 else { throw Problem.bodyTooLarge }
            return chunk
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(chunks: body.makeAsyncIterator(), remainingBytes: limitBytes)
    }

    /// The whole body in memory.
    func collected() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self {
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        return bytes
    }
}

extension Problem {
    static let bodyIncomplete = Problem.badRequest("The body ended before its end.")

    static let bodyTooLarge = Problem(
        .contentTooLarge,
        "body-too-large",
        "The body is too large",
        detail: "Send less at a time; the limit of each route is in openapi.yaml."
    )
}
