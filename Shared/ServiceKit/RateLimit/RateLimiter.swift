import Models
import Synchronization

/// Holds each caller to a rate, in the memory of this process: of several replicas each gives the whole rate.
final class RateLimiter: Sendable {
    /// Whose rates are alike.
    enum Group: String, CaseIterable, Sendable {
        /// Whoever shows no token that counts, by network address.
        case address
        /// Customers and guests, by the subject of their token.
        case shopper
        /// Everybody who works for the shop, and the programs that do, by the subject of their token.
        case staff
    }

    private enum Key: Hashable {
        case address(ClientAddress)
        case subject(Group, String)
    }

    private let limits: RateLimits
    private let rates = Mutex(CallerRates())
    private let refusals: [Group: Counter]

    init(_ limits: RateLimits, metrics: MetricsRegistry) {
        self.limits = limits
        let counters = Group.allCases.map { group in
            let counter = metrics.counter(
                "emporia_http_rate_limited_total",
                help: "Requests answered 429, by whose rate was used up.",
                labels: [("limit", group.rawValue)]
            )
            return (group, counter)
        }
        refusals = Dictionary(counters, uniquingKeysWith: { first, _ in first })
    }

    /// Services ask as often as their own callers make them.
    func admit(
        _ caller: Caller,
        from address: @autoclosure () -> ClientAddress,
        at now: ContinuousClock.Instant
    ) throws(RateExceeded) {
        guard let group = caller.rateGroup else { return }
        let key = group == .address ? Key.address(address()) : .subject(group, caller.subject)
        let limit = limits[group]
        guard let wait = rates.withLock({ $0.admit(key, limit, at: now) }) else { return }
        refusals[group]?.add()
        throw RateExceeded(group: group, limit: limit, wait: wait)
    }
}

/// What each group may do.
struct RateLimits: Sendable {
    private let address: RateLimit
    private let shopper: RateLimit
    private let staff: RateLimit

    /// The defaults leave room for many people behind one address, for an app that asks for a page's parts one by one,
    /// and for a program that carries goods in.
    init(_ configuration: ServiceConfiguration) throws {
        let burst = try configuration.int("http.rate.burst.seconds", default: 10, atLeast: 1)
        address = RateLimit(
            perSecond: try configuration.int("http.address.rate.max", default: 100, atLeast: 1),
            burstSeconds: burst
        )
        shopper = RateLimit(
            perSecond: try configuration.int("http.shopper.rate.max", default: 50, atLeast: 1),
            burstSeconds: burst
        )
        staff = RateLimit(
            perSecond: try configuration.int("http.staff.rate.max", default: 1000, atLeast: 1),
            burstSeconds: burst
        )
    }

    subscript(group: RateLimiter.Group) -> RateLimit {
        switch group {
        case .address: address
        case .shopper: shopper
        case .staff: staff
        }
    }
}

extension Caller {
    /// Nil for a service.
    var rateGroup: RateLimiter.Group? {
        if service != nil { return nil }
        if isAnonymous { return .address }
        return roles.isSubset(of: [.customer, .guest]) ? .shopper : .staff
    }
}
