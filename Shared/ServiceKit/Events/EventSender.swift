import JSON
public import Models

/// How a batch of events gets to a hearer.
public struct EventSender: Sendable {
    /// Returns what the hearer refused; throws when it cannot be said whether it took any.
    let send:
        @Sendable (_ hearer: ServiceName, _ events: [CloudEvent], _ timeoutSeconds: Double) async throws
            -> InboxResult

    public init(
        _ send: @escaping @Sendable (ServiceName, [CloudEvent], _ timeoutSeconds: Double) async throws -> InboxResult
    ) {
        self.send = send
    }

    /// CloudEvents batches by POST to the hearer's `/v1/events`. One attempt: the backlog does the retrying.
    public static func http(_ peer: @escaping @Sendable (ServiceName) throws -> ServiceClient) -> EventSender {
        EventSender { hearer, events, timeoutSeconds in
            let response = try await peer(hearer).send(
                .post,
                "/v1/events",
                bytes: JSON.encode(events),
                contentType: "application/cloudevents-batch+json",
                context: .background(timeoutSeconds: timeoutSeconds),
                idempotent: true,
                attemptsMax: 1
            )
            guard response.isSuccess else {
                throw PeerError.invalidAnswer(hearer, reason: "\(response.status) \(response.problemType ?? "")")
            }
            return try response.decode(InboxResult.self)
        }
    }
}
