import JSON
import Models

/// The routes that operators and the cluster ask, the same in every service.
struct Housekeeping: Sendable {
    let traffic: Traffic
    let metrics: MetricsRegistry
    let ready: @Sendable () async throws -> Void

    var endpoints: [Endpoint] {
        [
            .get("/livez", .open) { _ in .text(type: "text/plain", "alive\n") },
            .get("/readyz", .open, isReady),
            .get("/metrics", .open) { _ in
                .text(type: "text/plain; version=0.0.4", await metrics.render())
            },
        ]
    }

    private func isReady(_ request: ServiceRequest) async throws -> ServiceResponse {
        if traffic.isDraining { throw Problem.unavailable("The service is stopping.") }
        do {
            try await ready()
        } catch {
            throw Problem.unavailable("The database does not answer.")
        }
        return .text(type: "text/plain", "ready\n")
    }
}

extension Endpoint {
    /// Where a service hears what happened elsewhere: CloudEvents in batches, from the services that have something to
    /// tell it; `nil` where nobody has.
    static func events(_ inbox: Inbox, hearer: ServiceName) -> Endpoint? {
        let speakers = EventRouting.speakers(to: hearer)
        guard !speakers.isEmpty else { return nil }
        var endpoint = Endpoint.post("/v1/events", .services(speakers), bodyLimitBytes: 8 << 20) { request in
            guard let speaker = request.caller.service else { throw Problem.forbidden }
            return .ok(try await inbox.receive(request.body, from: speaker))
        }
        endpoint.mayCarryCardData = false
        return endpoint
    }
}
