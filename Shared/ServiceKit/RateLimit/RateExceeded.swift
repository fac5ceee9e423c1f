import HTTPTypes

/// A caller asks more often than their limit allows.
struct RateExceeded: ProblemConvertible, Equatable {
    let group: RateLimiter.Group
    let limit: RateLimit
    let wait: Duration

    /// Rounded up, so that whoever waits this long is admitted.
    private var waitSeconds: Int { Int((wait / .seconds(1)).rounded(.up)) }

    var problem: Problem {
        Problem(
            .tooManyRequests,
            "too-many-requests",
            "Too many requests",
            detail: "You may send \(limit.perSecond) requests a second for long; try again after Retry-After.",
            retryAfterSeconds: waitSeconds
        )
    }

    /// What a program can read of the limit (draft-ietf-httpapi-ratelimit-headers-10).
    func describe(in headers: inout HTTPFields) {
        let quota = limit.perSecond * limit.burstSeconds
        headers[.rateLimitPolicy] = "\"\(group.rawValue)\";q=\(quota);w=\(limit.burstSeconds)"
        headers[.rateLimit] = "\"\(group.rawValue)\";r=0;t=\(waitSeconds)"
    }
}

extension HTTPField.Name {
    static let rateLimit = HTTPField.Name("RateLimit")!
    static let rateLimitPolicy = HTTPField.Name("RateLimit-Policy")!
}
