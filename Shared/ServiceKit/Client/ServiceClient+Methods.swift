public import JSON

/// The calls as they read at their places of use.
extension ServiceClient {
    public func get(_ path: String, context: CallContext) async throws -> PeerResponse {
        try await call(.get, path, context: context)
    }

    public func put(_ path: String, _ body: some JSONWritable, context: CallContext) async throws -> PeerResponse {
        try await call(.put, path, body: body, context: context)
    }

    public func put(_ path: String, context: CallContext) async throws -> PeerResponse {
        try await call(.put, path, context: context)
    }

    public func delete(_ path: String, context: CallContext) async throws -> PeerResponse {
        try await call(.delete, path, context: context)
    }

    /// A POST is tried again only under an Idempotency-Key, or when it changes nothing.
    public func post(
        _ path: String,
        _ body: some JSONWritable,
        idempotencyKey: String? = nil,
        context: CallContext,
        idempotent: Bool = false
    ) async throws -> PeerResponse {
        try await call(
            .post,
            path,
            body: body,
            headers: idempotencyKey.map { [("idempotency-key", $0)] } ?? [],
            context: context,
            idempotent: idempotent || idempotencyKey != nil
        )
    }
}
