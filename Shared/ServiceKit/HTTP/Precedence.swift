/// Which requests are let in longest as a service fills up: what others already wait for, then what earns money, then
/// looking around, then bulk.
enum Precedence: Sendable {
    /// Files that are carried in.
    case bulk
    /// Reading, by whoever.
    case browsing
    /// Whatever begins something new.
    case beginning
    /// What a service asks on behalf of somebody it has let in, events, and providers' callbacks: refused, they would
    /// leave work half done that has been paid for in time.
    case continuing

    /// The share of a service's bound at which these are refused. As far apart as one kind may crowd out the next.
    private var share: Double {
        switch self {
        case .bulk: 0.5
        case .browsing: 0.75
        case .beginning: 0.9
        case .continuing: 1
        }
    }

    /// How many requests, of all kinds, may run beside one of these.
    func limit(of bound: Int) -> Int { Int((Double(bound) * share).rounded(.up)) }
}

extension Endpoint {
    var precedence: Precedence {
        switch access {
        case .services, .verified: return .continuing
        // People read the same routes, and more often.
        case .rolesOrServices: return method == .get ? .browsing : .continuing
        case .open, .roles: break
        }
        if case .streamed = body { return .bulk }
        return method == .get ? .browsing : .beginning
    }
}
