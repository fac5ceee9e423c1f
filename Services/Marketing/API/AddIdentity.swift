import Models
import ServiceKit

extension MarketingRoutes {
    func addIdentity(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id = try request.parameter("id", as: CustomerID.self)
        let identity = try request.decode(Customer.Identity.self)
        try request.caller.requireSpeaking(for: [identity])
        return try await request.once(in: database) { session in
            try customers.lockLiving(id, on: session)
            try customers.add(identity, to: id, on: session)
            let customer = try customers.find(id, on: session)
            return .ok(customer, etag: customer.version)
        }
    }
}

extension Caller {
    /// A token of one channel says nothing about the people of another.
    func requireSpeaking(for identities: [Customer.Identity]) throws(CustomerError) {
        guard let channelID else { return }
        if let foreign = identities.first(where: { $0.channelID != channelID }) {
            throw .foreignChannel(foreign.channelID)
        }
    }
}
