public import HTTPTypes

/// One route: its place in the service's table, who may call it, and what answers.
///
/// The table is the whole truth about what a service serves: a test compares it with `openapi.yaml` both ways, and the
/// access matrix is generated from it.
public struct Endpoint: Sendable {
    public typealias Handler = @Sendable (ServiceRequest) async throws -> ServiceResponse

    /// How the body reaches the handler.
    public enum BodyHandling: Sendable, Equatable {
        /// Read into memory before the handler runs.
        case collected(limitBytes: Int)
        /// Handed over as it arrives (`request.bodyStream`), for files larger than memory should hold.
        case streamed(limitBytes: Int)
    }

    public let method: HTTPRequest.Method
    /// Such as `/v1/orders/{id}`.
    public let path: String
    public let access: Access
    public let body: BodyHandling
    public let handler: Handler
    /// Whether its bodies are searched for card data. Not those of events: they hold what was searched where it came in.
    var mayCarryCardData = true

    public init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ access: Access,
        body: BodyHandling,
        handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.body = body
        self.handler = handler
    }
}

extension Endpoint {
    /// A body that no honest request of this API exceeds.
    public static let bodyLimitBytes = 1 << 20

    public static func get(_ path: String, _ access: Access, _ handler: @escaping Handler) -> Endpoint {
        Endpoint(.get, path, access, body: .collected(limitBytes: 0), handler: handler)
    }

    public static func post(
        _ path: String,
        _ access: Access,
        bodyLimitBytes: Int = bodyLimitBytes,
        _ handler: @escaping Handler
    ) -> Endpoint {
        Endpoint(.post, path, access, body: .collected(limitBytes: bodyLimitBytes), handler: handler)
    }

    public static func put(
        _ path: String,
        _ access: Access,
        bodyLimitBytes: Int = bodyLimitBytes,
        _ handler: @escaping Handler
    ) -> Endpoint {
        Endpoint(.put, path, access, body: .collected(limitBytes: bodyLimitBytes), handler: handler)
    }

    public static func patch(
        _ path: String,
        _ access: Access,
        bodyLimitBytes: Int = bodyLimitBytes,
        _ handler: @escaping Handler
    ) -> Endpoint {
        Endpoint(.patch, path, access, body: .collected(limitBytes: bodyLimitBytes), handler: handler)
    }

    public static func delete(_ path: String, _ access: Access, _ handler: @escaping Handler) -> Endpoint {
        Endpoint(.delete, path, access, body: .collected(limitBytes: bodyLimitBytes), handler: handler)
    }

    /// A POST whose body the handler reads as it arrives.
    public static func upload(
        _ path: String,
        _ access: Access,
        bodyLimitBytes: Int,
        _ handler: @escaping Handler
    ) -> Endpoint {
        Endpoint(.post, path, access, body: .streamed(limitBytes: bodyLimitBytes), handler: handler)
    }
}
