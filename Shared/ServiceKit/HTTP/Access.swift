public import Models

/// What a person, or a program acting for a shop, may do. A token carries one or several.
public enum Role: String, Sendable, CaseIterable, Hashable {
    case customer, guest, support, seller, warehouse, marketer, merchandiser, finance
    /// A trusted till or marketplace integration: it brings orders with prices of their own.
    case channel
    /// Passes every check of roles.
    case administrator
}

/// Who may call a route. Ownership of the one record asked for is checked in the query itself.
public enum Access: Sendable, Equatable {
    /// Anyone, signed in or not.
    case open
    case roles(Set<Role>)
    /// Only these services, by their own signed tokens: the edges of the call graph.
    case services(Set<ServiceName>)
    case rolesOrServices(Set<Role>, Set<ServiceName>)
    /// The handler verifies a signature over the body itself, as for a provider's callback.
    case verified

    func admits(_ caller: Caller) -> Bool {
        switch self {
        case .open, .verified: true
        case .roles(let roles): caller.hasAny(of: roles)
        case .services(let services): caller.service.map(services.contains) ?? false
        case .rolesOrServices(let roles, let services):
            caller.service.map(services.contains) ?? caller.hasAny(of: roles)
        }
    }
}

/// Who is asking, as their verified token says.
public struct Caller: Sendable, Equatable {
    /// The token's `sub`; idempotency keys are scoped to it.
    public let subject: String
    public let roles: Set<Role>
    /// Set when another service calls for itself.
    public let service: ServiceName?
    public let customerID: CustomerID?
    public let sellerID: SellerID?
    public let channelID: ChannelID?

    public static let anonymous = Caller(subject: "anonymous")

    public init(
        subject: String,
        roles: Set<Role> = [],
        service: ServiceName? = nil,
        customerID: CustomerID? = nil,
        sellerID: SellerID? = nil,
        channelID: ChannelID? = nil
    ) {
        self.subject = subject
        self.roles = roles
        self.service = service
        self.customerID = customerID
        self.sellerID = sellerID
        self.channelID = channelID
    }

    public var isAnonymous: Bool { roles.isEmpty && service == nil }

    /// Staff see every customer's records; a customer only their own.
    public var isStaff: Bool { !roles.isDisjoint(with: [.support, .finance, .administrator]) }

    public func hasAny(of wanted: Set<Role>) -> Bool {
        roles.contains(.administrator) || !roles.isDisjoint(with: wanted)
    }

    public func owns(customer: CustomerID?) -> Bool {
        customer != nil && customerID == customer
    }
}
