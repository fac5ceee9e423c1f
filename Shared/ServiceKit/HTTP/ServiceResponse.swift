public import HTTPTypes
public import JSON

/// An answer: a status, headers and a body already encoded.
public struct ServiceResponse: Sendable {
    public var status: HTTPStatus
    public var headers: HTTPFields
    public var body: [UInt8]
    /// What follows `body`, piece after piece as it comes to be, until it is nil; nil where `body` is all.
    var rest: (@Sendable () async -> [UInt8]?)?

    public init(status: HTTPStatus, headers: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension ServiceResponse {
    public static let noContent = ServiceResponse(status: .noContent)

    public static func json(status: HTTPStatus, _ value: some JSONWritable) -> ServiceResponse {
        ServiceResponse(status: status, headers: [.contentType: "application/json"], body: JSON.encode(value))
    }

    /// - Parameter etag: The record's version, to be sent back in `If-Match`.
    public static func ok(_ value: some JSONWritable, etag: Int64? = nil) -> ServiceResponse {
        json(status: .ok, value).tagged(etag)
    }

    public static func created(_ value: some JSONWritable, location: String, etag: Int64? = nil) -> ServiceResponse {
        var response = json(status: .created, value).tagged(etag)
        response.headers[.location] = location
        return response
    }

    public static func accepted(_ value: some JSONWritable, location: String? = nil) -> ServiceResponse {
        var response = json(status: .accepted, value)
        response.headers[.location] = location
        return response
    }

    public static func text(status: HTTPStatus = .ok, type: String, _ text: String) -> ServiceResponse {
        ServiceResponse(status: status, headers: [.contentType: type], body: Array(text.utf8))
    }

    static func problem(_ problem: Problem, requestID: String) -> ServiceResponse {
        var json = JSONWriter()
        problem.write(to: &json, instance: requestID)
        var response = ServiceResponse(
            status: problem.status,
            headers: [.contentType: "application/problem+json"],
            body: json.bytes
        )
        if let seconds = problem.retryAfterSeconds { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private func tagged(_ version: Int64?) -> ServiceResponse {
        guard let version else { return self }
        var response = self
        response.headers[.eTag] = "\"\(version)\""
        return response
    }
}
