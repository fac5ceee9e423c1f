import JSON
import Models
import Postgres
import ServiceKit

extension MarketingRoutes {
    /// A guest may register herself, but not say which account of a channel is hers: she could take somebody else's.
    func createCustomer(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let new = try request.decode(NewCustomer.self)
        guard new.identities.isEmpty || request.caller.hasAny(of: [.channel, .support, .marketer]) else {
            throw CustomerError.identitiesNeedTrust
        }
        try request.caller.requireSpeaking(for: new.identities)
        return try await request.once(in: database) { session in
            let customer = try customers.create(new.details, identities: new.identities, on: session)
            return .created(customer, location: "/v1/customers/\(customer.id)", etag: customer.version)
        }
    }

    func putCustomerByIdentity(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let identity = Customer.Identity(
            channelID: try request.parameter("channelId", as: ChannelID.self),
            externalID: try request.parameter("externalId", as: ExternalID.self).value
        )
        let details = try request.decode(CustomerDetails.self)
        try request.caller.requireSpeaking(for: [identity])
        return try await database.transaction { session in
            let found = try customers.upsert(details, identity: identity, on: session)
            return .json(status: found.isNew ? .created : .ok, CustomerReference(id: found.id, isNew: found.isNew))
        }
    }

    /// Items are taken in the order of their identities, so that two batches with the same people wait for each other
    /// instead of deadlocking; the answers keep the order of the request.
    func createCustomers(_ request: ServiceRequest) async throws -> ServiceResponse {
        try request.allowQuery()
        let batch = try request.decode(CustomerBatch.self)
        try request.caller.requireSpeaking(for: batch.customers.map(\.identity))
        return try await request.once(in: database) { session in
            var references: [Customer.Identity: CustomerReference] = [:]
            for item in batch.customers.sorted(by: { $0.identity < $1.identity }) {
                let found = try customers.upsert(item.details, identity: item.identity, on: session)
                references[item.identity] =
                    references[item.identity] ?? CustomerReference(id: found.id, isNew: found.isNew)
            }
            return .ok(CustomerReferences(customers: batch.customers.compactMap { references[$0.identity] }))
        }
    }
}

struct NewCustomer: JSONReadable {
    let details: CustomerDetails
    let identities: [Customer.Identity]

    init?(json: JSONNode) {
        let locale: LanguageTag? = json.required("locale")
        let details = CustomerDetails(fields: json)
        let identities: [Customer.Identity] = json.optional("identities", count: 0...20) ?? []
        guard locale != nil, let details else { return nil }
        self.details = details
        self.identities = identities
    }
}

struct CustomerBatch: JSONReadable {
    let customers: [Item]

    struct Item: JSONReadable {
        let identity: Customer.Identity
        let details: CustomerDetails

        init?(json: JSONNode) {
            let identity = Customer.Identity(fields: json)
            let details = CustomerDetails(fields: json)
            guard let identity, let details else { return nil }
            self.identity = identity
            self.details = details
        }
    }

    init?(json: JSONNode) {
        guard let customers: [Item] = json.required("customers", count: 1...500) else { return nil }
        self.customers = customers
    }
}

struct CustomerReference: JSONWritable {
    let id: CustomerID
    let isNew: Bool

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("customerId", id)
            json.field("created", isNew)
        }
    }
}

struct CustomerReferences: JSONWritable {
    let customers: [CustomerReference]

    func write(to json: inout JSONWriter) {
        json.object { $0.field("customers", customers) }
    }
}
