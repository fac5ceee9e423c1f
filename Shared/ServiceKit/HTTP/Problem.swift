public import HTTPTypes
public import JSON

public typealias HTTPStatus = HTTPResponse.Status

/// What went wrong, as `application/problem+json` (RFC 9457).
///
/// `type` is stable and documented (`/problems/order-already-shipped`), `title` is the same every time, `detail` tells
/// this reader what to do next. The server adds `instance`, the id of the request.
public struct Problem: Error, Sendable, Equatable {
    public let status: HTTPStatus
    public let type: String
    public let title: String
    public let detail: String
    public let fields: [FieldProblem]
    public let retryAfterSeconds: Int?

    /// - Parameter type: The slug behind `/problems/`, such as `order-not-found`.
    public init(
        _ status: HTTPStatus,
        _ type: String,
        _ title: String,
        detail: String,
        fields: [FieldProblem] = [],
        retryAfterSeconds: Int? = nil
    ) {
        self.status = status
        self.type = type
        self.title = title
        self.detail = detail
        self.fields = fields
        self.retryAfterSeconds = retryAfterSeconds
    }
}

/// An error that knows which problem it is; a domain's errors conform in the service's `API` folder.
public protocol ProblemConvertible: Error {
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    public var problem: Problem { self }
}

extension Problem: JSONWritable {
    public func write(to json: inout JSONWriter) {
        write(to: &json, instance: nil)
    }

    func write(to json: inout JSONWriter, instance: String?) {
        json.object { json in
            json.field("type", "/problems/\(type)")
            json.field("title", title)
            json.field("status", status.code)
            json.field("detail", detail)
            json.field("instance", instance)
            guard !fields.isEmpty else { return }
            json.field("errors", fields.map(FieldProblemView.init))
        }
    }
}

private struct FieldProblemView: JSONWritable {
    let problem: FieldProblem

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("pointer", problem.pointer)
            json.field("detail", problem.detail)
        }
    }
}
