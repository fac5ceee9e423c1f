import Models
import ServiceKit

extension MarketingRoutes {
    func addIdentity(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let id = try request.parameter("id", as: CustomerID.self)
        let identity = try request.decode(Customer.Identity.self)
        return try await request.once(in: database) { session in
            try customers.lockLiving(id, on: session)
            try customers.add(identity, to: id, on: session)
            let customer = try customers.find(id, on: session)
            return .ok(customer, etag: customer.version)
        }
    }
}
