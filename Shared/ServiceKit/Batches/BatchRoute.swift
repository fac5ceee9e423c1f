import HTTPTypes
import Logging
import Models
import NIOCore

/// Answers calls that came as one request, each as if it had come alone: its own route, access, deadline, place among
/// what runs, refusal and count. They begin together, so that their writes share a commit.
struct BatchRoute: Sendable {
    static let path = "/v1/batch"
    private static let bodyLimitBytes = 8 << 20

    let routes: RouteTable
    let traffic: Traffic
    let metrics: RequestMetrics
    let logger: Logger

    /// Who sends batches to whom: where one commit sets off many calls, and none of them waits for the world outside.
    static func callers(of service: ServiceName) -> Set<ServiceName> {
        switch service {
        case .inventory, .marketing: [.order]
        default: []
        }
    }

    /// Nil for a service that nobody sends batches to. What a call may do is looked at call by call.
    func endpoint(of service: ServiceName) -> Endpoint? {
        let callers = Self.callers(of: service)
        guard !callers.isEmpty else { return nil }
        var endpoint = Endpoint.post(Self.path, .services(callers), bodyLimitBytes: Self.bodyLimitBytes) { request in
            .ok(Batch(await answers(to: try request.decode(Batch<BatchedCall>.self).items, of: request)))
        }
        // Looked for in each call's own.
        endpoint.mayCarryCardData = false
        return endpoint
    }

    private func answers(to calls: [BatchedCall], of request: ServiceRequest) async -> [BatchedAnswer] {
        await withTaskGroup(of: (Int, BatchedAnswer).self) { group in
            for (place, call) in calls.enumerated() {
                group.addTask { (place, BatchedAnswer(await answer(call, request))) }
            }
            var answers = [BatchedAnswer?](repeating: nil, count: calls.count)
            for await (place, answer) in group { answers[place] = answer }
            return answers.compactMap(\.self)
        }
    }

    private func answer(_ call: BatchedCall, _ request: ServiceRequest) async -> ServiceResponse {
        let started = ContinuousClock.now
        let method = HTTPRequest.Method(call.method)
        let route = routes.route(method, call.path)
        let context = CallContext(
            requestID: CallContext.acceptable(call.requestID) ?? call.trace.traceID,
            trace: call.trace.child(),
            deadline: min(.after(milliseconds: call.deadlineMilliseconds), request.deadline)
        )
        let response: ServiceResponse
        if traffic.enter(route.precedence) {
            defer { traffic.leave() }
            do {
                response = try await handle(call, method, route, context, request)
            } catch {
                response = .explaining(error, route, method, context, logger)
            }
        } else {
            response = .problem(.full, requestID: context.requestID)
        }
        metrics.record(route.template, method, response.status, since: started)
        return response
    }

    private func handle(
        _ call: BatchedCall,
        _ method: HTTPRequest.Method,
        _ route: RouteTable.Match,
        _ context: CallContext,
        _ request: ServiceRequest
    ) async throws -> ServiceResponse {
        guard !call.path.utf8.isAmbiguousPath, !call.path.utf8.contains(UInt8(ascii: "?")) else {
            throw Problem.notFound("There is nothing at this path.")
        }
        let (endpoint, parameters) = try route.endpoint()
        guard context.deadline.remainingMilliseconds > 0 else { throw Problem.deadlinePassed }
        guard endpoint.access.admits(request.caller) else { throw Problem.forbidden }
        guard case .collected = endpoint.body else { throw Problem.badRequest("This route takes no part in a batch.") }
        let body = call.body ?? []
        if endpoint.mayCarryCardData, let finding = CardDataGuard.finding(inBody: body) { throw Problem(finding) }
        return try await endpoint.handler(
            ServiceRequest(
                method: method,
                path: call.path,
                target: call.path,
                endpointPath: endpoint.path,
                caller: request.caller,
                context: context,
                logger: logger,
                body: body,
                bodyStream: request.bodyStream,
                headers: [:],
                parameters: parameters,
                query: try QueryParameters(nil)
            )
        )
    }
}

extension BatchedAnswer {
    fileprivate init(_ response: ServiceResponse) {
        self.init(
            status: response.status.code,
            retryAfterSeconds: response.headers[.retryAfter].flatMap { Int($0) },
            body: response.body
        )
    }
}

extension HTTPRequest.Method {
    fileprivate init(_ method: HTTPMethod) {
        switch method {
        case .get: self = .get
        case .put: self = .put
        case .post: self = .post
        case .patch: self = .patch
        case .delete: self = .delete
        }
    }
}
