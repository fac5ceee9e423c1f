import JSON
import Models
import ServiceKit

extension MarketingRoutes {
    func mergeCustomers(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let survivor = try request.parameter("id", as: CustomerID.self)
        let merge = try request.decode(MergeRequest.self)
        let actor = request.caller.subject
        return try await request.once(in: database) { session in
            let customer = try customers.merge(
                merge.customerID,
                into: survivor,
                by: actor,
                because: merge.reason,
                on: session
            )
            return .ok(customer, etag: customer.version)
        }
    }
}

struct MergeRequest: JSONReadable {
    let customerID: CustomerID
    let reason: String

    init?(json: JSONNode) {
        let customerID: CustomerID? = json.required("customerId")
        let reason = json.text("reason", length: 1...500)
        guard let customerID, let reason else { return nil }
        self.customerID = customerID
        self.reason = reason
    }
}
