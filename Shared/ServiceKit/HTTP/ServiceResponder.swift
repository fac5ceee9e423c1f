import HTTPTypes
import Hummingbird
import Logging
import Models
import NIOCore

/// Everything that happens around a handler, in the order in which it happens:
/// shed · check the request line · find the route · identify · hold to the caller's rate · admit · read the body · handle ·
/// explain what went wrong.
struct ServiceResponder: HTTPResponder {
    let routes: RouteTable
    let traffic: Traffic
    let overdue: OverdueConnections
    let verifier: TokenVerifier
    let limiter: RateLimiter
    /// How many proxies of ours a request from outside has come through.
    let proxies: Int
    let metrics: RequestMetrics
    let logger: Logger
    /// The longest that a request may take; a caller's own deadline may only shorten it.
    let timeoutSeconds: Double

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        Scheduling.stepBack()
        let started = ContinuousClock.now
        let call = CallContext(headers: request.headers, timeoutSeconds: timeoutSeconds)
        let route = routes.route(request.method, request.uri.path)
        var response = await answer(request, at: started, route: route, call: call, channel: context.channel)
        complete(&response, call.requestID)
        metrics.record(route.template, request.method, response.status, since: started)
        return Response(response)
    }

    /// The answer to a request that there is no room for; nil where there is, and while the service stops, when whoever
    /// handles it also ends its connection.
    func refusal(of head: HTTPRequest) -> ServiceResponse? {
        // The route is looked for only when some kind of request may have no room left.
        guard traffic.isFull(for: .bulk), !traffic.isDraining else { return nil }
        let started = ContinuousClock.now
        let route = routes.route(head.method, head.path.map { String($0.prefix { $0 != "?" }) } ?? "")
        guard !route.isHousekeeping, traffic.isFull(for: route.precedence) else { return nil }
        let requestID = CallContext.requestID(refusing: head.headerFields)
        var response = ServiceResponse.problem(.full, requestID: requestID)
        complete(&response, requestID)
        metrics.record(route.template, head.method, response.status, since: started)
        return response
    }

    private func complete(_ response: inout ServiceResponse, _ requestID: String) {
        response.headers[.requestID] = requestID
        response.headers[.contentTypeOptions] = "nosniff"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if traffic.isDraining { response.headers[.connection] = "close" }
    }

    private func answer(
        _ request: Request,
        at now: ContinuousClock.Instant,
        route: RouteTable.Match,
        call: CallContext,
        channel: any Channel
    ) async -> ServiceResponse {
        // Health and metrics are answered even when the service is full, or nobody could see that it is.
        let counted = !route.isHousekeeping
        guard !counted || traffic.enter(route.precedence) else {
            return .problem(.full, requestID: call.requestID)
        }
        defer { if counted { traffic.leave() } }
        do {
            try checkRequestLine(request)
            let (endpoint, parameters) = try route.endpoint()
            guard call.deadline.remainingMilliseconds > 0 else { throw Problem.deadlinePassed }
            let identity = Result { () throws(Problem) in try self.caller(of: request) }
            // Whoever signs what they send is a machine that we deal with, such as a payment provider.
            if counted, endpoint.access != .verified {
                // A token that is not valid makes nobody of its bearer.
                try limiter.admit(
                    (try? identity.get()) ?? .anonymous,
                    from: ClientAddress(request.headers, proxies: proxies, peer: channel.remoteAddress),
                    at: now
                )
            }
            let caller = try identity.get()
            guard endpoint.access.admits(caller) else {
                throw caller.isAnonymous ? Problem.unauthenticated : Problem.forbidden
            }
            return try await handle(request, endpoint, parameters, caller, call, channel)
        } catch {
            return .explaining(error, route, request.method, call, logger)
        }
    }

    private func handle(
        _ request: Request,
        _ endpoint: Endpoint,
        _ parameters: Parameters,
        _ caller: Caller,
        _ call: CallContext,
        _ channel: any Channel
    ) async throws -> ServiceResponse {
        // A body that drips in byte by byte never idles; its connection ends with the deadline instead.
        let watch = overdue.watch(channel, until: call.deadline)
        defer { overdue.forget(watch) }
        let stream: BodyStream
        var body: [UInt8] = []
        switch endpoint.body {
        case .collected(let limitBytes):
            stream = BodyStream(body: request.body, limitBytes: limitBytes)
            try refuseTooLarge(request, limitBytes: limitBytes)
            body = try await stream.collected()
            if endpoint.mayCarryCardData, let finding = CardDataGuard.finding(inBody: body) { throw Problem(finding) }
        case .streamed(let limitBytes):
            stream = BodyStream(body: request.body, limitBytes: limitBytes)
            try refuseTooLarge(request, limitBytes: limitBytes)
            overdue.forget(watch)
        }
        return try await endpoint.handler(
            ServiceRequest(
                method: request.method,
                path: request.uri.path,
                target: request.head.path ?? request.uri.path,
                endpointPath: endpoint.path,
                caller: caller,
                context: call,
                logger: logger,
                body: body,
                bodyStream: stream,
                headers: request.headers,
                parameters: parameters,
                query: try QueryParameters(request.uri.query?[...])
            )
        )
    }

    /// Refused before the body is read, where the caller says how long it is.
    private func refuseTooLarge(_ request: Request, limitBytes: Int) throws(Problem) {
        guard let text = request.headers[.contentLength], let length = Int(text) else { return }
        if length > limitBytes { throw .bodyTooLarge }
    }

    /// What proxies and servers are known to read differently is refused rather than guessed.
    private func checkRequestLine(_ request: Request) throws(Problem) {
        guard let authority = request.head.authority, !authority.isEmpty else {
            throw .badRequest("The Host header is missing.")
        }
        // The first became the authority; a proxy may have gone by another one.
        guard request.headers[.host] == nil else { throw .badRequest("There is more than one Host header.") }
        guard let path = request.head.path, path.hasPrefix("/") else {
            throw .badRequest("The request target must be a path.")
        }
        guard !path.utf8.isAmbiguousPath else { throw .notFound("There is nothing at this path.") }
    }

    private func caller(of request: Request) throws(Problem) -> Caller {
        guard let header = request.headers[.authorization] else { return .anonymous }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw .unauthenticated }
        do {
            return try verifier.caller(of: String(parts[1]), nowSeconds: Timestamp.now.secondsSince1970)
        } catch {
            throw .unauthenticated
        }
    }
}

extension Problem {
    static let deadlinePassed = Problem(
        .requestTimeout,
        "deadline-passed",
        "The deadline has passed",
        detail: "The caller had given up before the work began; nothing was done."
    )
}

extension HTTPField.Name {
    static let host = HTTPField.Name("Host")!
    static let requestID = HTTPField.Name("Emporia-Request-Id")!
    static let contentTypeOptions = HTTPField.Name("X-Content-Type-Options")!
}

extension String.UTF8View {
    /// Whether a path, up to its query, holds an empty segment or an encoded slash, backslash or NUL.
    var isAmbiguousPath: Bool {
        var before: (UInt8, UInt8) = (0, 0)
        for byte in self {
            if byte == UInt8(ascii: "?") { return false }
            if byte == UInt8(ascii: "/"), before.1 == byte { return true }
            if before.0 == UInt8(ascii: "%") {
                switch (before.1, byte | 0x20) {
                case (UInt8(ascii: "2"), UInt8(ascii: "f")), (UInt8(ascii: "5"), UInt8(ascii: "c")),
                    (UInt8(ascii: "0"), UInt8(ascii: "0") | 0x20):
                    return true
                default: break
                }
            }
            before = (before.1, byte)
        }
        return false
    }
}

extension Problem {
    static let full = unavailable("The service is at its limit of requests.")
}

extension Response {
    fileprivate init(_ response: ServiceResponse) {
        let first = ByteBuffer(bytes: response.body)
        let body =
            if let rest = response.rest {
                ResponseBody { writer in
                    try await writer.write(first)
                    while let piece = await rest() { try await writer.write(ByteBuffer(bytes: piece)) }
                    try await writer.finish(nil)
                }
            } else {
                ResponseBody(byteBuffer: first)
            }
        self.init(status: response.status, headers: response.headers, body: body)
    }
}

/// The little that is kept about a request's connection.
struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
