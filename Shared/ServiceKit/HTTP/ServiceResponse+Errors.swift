import HTTPTypes
import Logging

extension ServiceResponse {
    /// The problem that the caller is told; what nobody expected is logged once, with its cause, and told as a bare 500.
    static func explaining(
        _ error: any Error,
        _ route: RouteTable.Match,
        _ method: HTTPRequest.Method,
        _ call: CallContext,
        _ logger: Logger
    ) -> ServiceResponse {
        if let problem = Problem.expected(error) {
            if problem.status.kind == .serverError {
                logger.warning("refused", metadata: ["request": "\(call.requestID)", "cause": "\(error)"])
            }
            var response = ServiceResponse.problem(problem, requestID: call.requestID)
            // The rest of an oversized body would be read for nothing.
            if problem == .bodyTooLarge { response.headers[.connection] = "close" }
            response.headers[.allow] = route.allow
            (error as? RateExceeded)?.describe(in: &response.headers)
            return response
        }
        logger.error(
            "unexpected failure",
            metadata: [
                "request": "\(call.requestID)", "route": "\(method.rawValue) \(route.template)", "cause": "\(error)",
            ]
        )
        return .problem(.internalError, requestID: call.requestID)
    }
}
