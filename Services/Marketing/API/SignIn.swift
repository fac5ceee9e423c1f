import JSON
import Models
import ServiceKit

extension MarketingRoutes {
    private static let guestSeconds: Int64 = 30 * 86_400
    private static let sessionSeconds: Int64 = 86_400

    /// A subject of its own for everybody who has not signed in, so that baskets have an owner. Nothing is stored.
    func issueGuestToken(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        guard request.body.isEmpty else { throw Problem.badRequest("This route takes no body.") }
        return try token(subject: "guest:\(CustomerID())", role: .guest, lifetimeSeconds: Self.guestSeconds)
    }

    /// Stands in for an identity provider in development: whoever is named is signed in.
    func signIn(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        guard issuer != nil else { throw CustomerError.noTokenIssuer }
        let session = try request.decode(SignInRequest.self)
        let customer = try await customer(of: session)
        return try token(
            subject: "customer:\(customer.id)",
            role: .customer,
            customer: customer.id,
            lifetimeSeconds: Self.sessionSeconds
        )
    }

    /// Somebody who was merged signs in as the survivor.
    private func customer(of session: SignInRequest) async throws -> Customer {
        switch session {
        case .customer(let id):
            let customer = try await customers.find(id)
            guard let survivor = customer.mergedInto else { return customer }
            return try await customers.find(survivor)
        case .identity(let identity):
            guard let customer = try await customers.find(identity) else {
                throw CustomerError.nobodyHas(identity)
            }
            return customer
        }
    }

    private func token(
        subject: String,
        role: Role,
        customer: CustomerID? = nil,
        lifetimeSeconds: Int64
    ) throws -> ServiceResponse {
        guard let issuer else { throw CustomerError.noTokenIssuer }
        let token = try issuer.issue(
            subject: subject,
            roles: [role],
            customerID: customer,
            lifetimeSeconds: lifetimeSeconds
        )
        return .ok(TokenView(token: token, expiresAt: .now + Int(lifetimeSeconds), customerID: customer))
    }
}

enum SignInRequest: JSONReadable {
    case customer(CustomerID)
    case identity(Customer.Identity)

    init?(json: JSONNode) {
        if json.child("customerId") != nil {
            guard let id: CustomerID = json.required("customerId") else { return nil }
            self = .customer(id)
        } else {
            guard let identity = Customer.Identity(fields: json) else { return nil }
            self = .identity(identity)
        }
    }
}

private struct TokenView: JSONWritable {
    let token: String
    let expiresAt: Timestamp
    let customerID: CustomerID?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("token", token)
            json.field("expiresAt", expiresAt)
            json.field("customerId", customerID)
        }
    }
}
