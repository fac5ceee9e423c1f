import JSON
import Models
import ServiceKit

extension MarketingRoutes {
    func showCustomer(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let customer = try await customers.find(visibleCustomer(request))
        return .ok(customer, etag: customer.version)
    }

    /// Channels may look somebody up whose id they know, but not leaf through everybody.
    func listCustomers(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery("channelId", "externalId", "limit", "cursor")
        let page = try request.page()
        switch (
            try request.query("channelId", as: ChannelID.self), try request.query("externalId", as: ExternalID.self)
        ) {
        case (let channelID?, let externalID?):
            let identity = Customer.Identity(channelID: channelID, externalID: externalID.value)
            try request.caller.requireSpeaking(for: [identity])
            let found = try await customers.find(identity)
            return .ok(Page(items: found.map { [$0] } ?? [], next: nil))
        case (nil, nil):
            guard request.caller.hasAny(of: [.support, .marketer]) else { throw Problem.forbidden }
            let items = try await customers.page(after: page.cursor?.id(), limit: page.limit)
            return .ok(Page(items: items, next: items.nextCursor(limit: page.limit, \.id)))
        default:
            throw Problem.badRequest("Give channelId and externalId together.")
        }
    }

    /// The customer of the path, if the caller may see her; otherwise the same 404 as for nobody.
    func visibleCustomer(_ request: ServiceRequest) throws -> CustomerID {
        let id = try request.parameter("id", as: CustomerID.self)
        guard request.caller.owns(customer: id) || request.caller.hasAny(of: [.support, .marketer]) else {
            throw CustomerError.notFound(id)
        }
        return id
    }
}

extension PageCursor {
    /// A list in the order of ids goes on after one.
    func id<Tag>(as type: ID<Tag>.Type = ID<Tag>.self) throws -> ID<Tag> {
        guard parts.count == 1, let id = ID<Tag>(parts[0]) else {
            throw Problem.badRequest("The cursor is not one of this list.")
        }
        return id
    }
}

extension Array {
    /// Where to go on after a full page.
    func nextCursor(limit: Int, _ key: (Element) -> some CustomStringConvertible) -> PageCursor? {
        guard count == limit, let last else { return nil }
        return PageCursor([key(last).description])
    }
}
