import HTTPTypes
import JSON
import Logging
import Models
import NIOCore

/// Answers calls that came as one request, each as if it had come alone: its own route, access, deadline, place among
/// what runs, refusal and count. They begin together, so that their writes share a commit, and each is answered when it is
/// done.
struct BatchRoute: Sendable {
    static let path = "/v1/calls"
    private static let bodyLimitBytes = 8 << 20
    /// The share of a call's time after which its caller is told that nobody knows yet: in time to hear of it.
    private static let patience = 0.9

    let routes: RouteTable
    let traffic: Traffic
    let metrics: RequestMetrics
    let logger: Logger

    /// Who sends batches to whom: where one commit sets off many calls.
    static func callers(of service: ServiceName) -> Set<ServiceName> {
        switch service {
        case .inventory, .marketing, .payment: [.order]
        default: []
        }
    }

    /// Nil for a service that nobody sends batches to. What a call may do is looked at call by call.
    func endpoint(of service: ServiceName) -> Endpoint? {
        let callers = Self.callers(of: service)
        guard !callers.isEmpty else { return nil }
        var endpoint = Endpoint.post(Self.path, .services(callers), bodyLimitBytes: Self.bodyLimitBytes) { request in
            // A caller of the next release may say more of its calls.
            let batch = try JSON.decode(Batch.self, from: request.body, allowingUnknown: true)
            return await answers(to: batch.items, of: request)
        }
        // Looked for in each call's own.
        endpoint.mayCarryCardData = false
        return endpoint
    }

    /// A call that is still at work when its time is nearly over, as on a row that somebody else has locked, goes on, and its
    /// caller is told that nobody knows yet.
    private func answers(to calls: [BatchedCall], of request: ServiceRequest) async -> ServiceResponse {
        let sheet = AnswerSheet(count: calls.count)
        for (place, call) in calls.enumerated() {
            Task { sheet.add(BatchedAnswer(await answer(call, request), to: place)) }
        }
        let begin = ContinuousClock.now
        let longest = request.deadline.remainingMilliseconds
        let times = calls.enumerated().map {
            (place: $0.offset, milliseconds: min($0.element.deadlineMilliseconds, longest))
        }
        let end = Task {
            let unknown = ServiceResponse.problem(.outcomeUnknown, requestID: request.requestID)
            for (place, milliseconds) in times.sorted(by: { $0.milliseconds < $1.milliseconds }) {
                try await Task.sleep(until: begin + .milliseconds(milliseconds) * Self.patience)
                sheet.add(BatchedAnswer(unknown, to: place))
            }
        }
        var response = ServiceResponse(
            status: .ok,
            headers: [.contentType: JSONSequence.mediaType],
            body: await sheet.next() ?? []
        )
        guard !sheet.isDone else {
            end.cancel()
            return response
        }
        response.rest = {
            let piece = await sheet.next()
            if piece == nil { end.cancel() }
            return piece
        }
        return response
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
        let path = call.path.utf8
        guard call.path.hasPrefix("/"), !path.isAmbiguousPath, !path.contains(UInt8(ascii: "?")) else {
            throw Problem.notFound("There is nothing at this path.")
        }
        let (endpoint, parameters) = try route.endpoint()
        guard context.deadline.remainingMilliseconds > 0 else { throw Problem.deadlinePassed }
        guard endpoint.access.admits(request.caller) else { throw Problem.forbidden }
        guard case .collected(let limitBytes) = endpoint.body else {
            throw Problem.badRequest("This route takes no part in a batch.")
        }
        let body = call.body ?? []
        guard body.count <= limitBytes else { throw Problem.bodyTooLarge }
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
    fileprivate init(_ response: ServiceResponse, to place: Int) {
        self.init(
            place: place,
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
