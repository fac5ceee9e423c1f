import Models
import Postgres
import ServiceKit

/// Customers and their identities. Every write runs on the session of the request's one transaction.
struct CustomerStore: Sendable {
    let database: Database
    let outbox: Outbox

    func find(_ id: CustomerID) async throws -> Customer {
        let rows = try await database.query(Self.select + "WHERE c.id = \(id)")
        guard let row = rows.first else { throw CustomerError.notFound(id) }
        return try Customer(row)
    }

    func find(_ identity: Customer.Identity) async throws -> Customer? {
        let rows = try await database.query(
            Self.select
                + """
                WHERE c.id = (SELECT customer_id
                                FROM customer_identities
                               WHERE channel_id = \(identity.channelID) AND external_id = \(identity.externalID))
                """
        )
        return try rows.first.map(Customer.init)
    }

    /// Oldest first: ids grow with time.
    func page(after id: CustomerID?, limit: Int) async throws -> [Customer] {
        let rows = try await database.query(
            Self.select
                + """
                WHERE c.merged_into IS NULL AND c.id > \(id ?? .lowest)
                ORDER BY c.id
                LIMIT \(limit)
                """
        )
        return try rows.map(Customer.init)
    }

    func create(
        _ details: CustomerDetails,
        identities: [Customer.Identity],
        on session: borrowing Session
    ) throws -> Customer {
        let id = CustomerID()
        try insert(details, id: id, on: session)
        for identity in identities {
            try add(identity, to: id, on: session)
        }
        return try find(id, on: session)
    }

    /// Finds the customer by her identity or registers her; says whether she is new.
    func upsert(
        _ details: CustomerDetails,
        identity: Customer.Identity,
        on session: borrowing Session
    ) throws -> (id: CustomerID, isNew: Bool) {
        if let id = try owner(of: identity, on: session) {
            try change(id, details, on: session)
            return (id, false)
        }
        // The customer comes before the identity that refers to her; when another request has taken the identity
        // meanwhile, the savepoint takes the customer back.
        let id = CustomerID()
        do {
            try session.savepoint { session in
                try insert(details, id: id, on: session)
                try add(identity, to: id, on: session)
            }
            return (id, true)
        } catch CustomerError.identityTaken(_, by: let owner) {
            try change(owner, details, on: session)
            return (owner, false)
        }
    }

    /// Adding what is there already succeeds; what another customer has is refused, naming the way out.
    func add(_ identity: Customer.Identity, to id: CustomerID, on session: borrowing Session) throws {
        let added = try session.run(
            """
            INSERT INTO customer_identities (channel_id, external_id, customer_id)
            VALUES (\(identity.channelID), \(identity.externalID), \(id))
                ON CONFLICT (channel_id, external_id) DO NOTHING
            """
        )
        guard added == 0, let owner = try owner(of: identity, on: session), owner != id else { return }
        throw CustomerError.identityTaken(identity, by: owner)
    }

    func find(_ id: CustomerID, on session: borrowing Session) throws -> Customer {
        guard let row = try session.query(Self.select + "WHERE c.id = \(id)").first else {
            throw CustomerError.notFound(id)
        }
        return try Customer(row)
    }

    /// Locks the record against a merge, and refuses one that was merged into another.
    func lockLiving(_ id: CustomerID, on session: borrowing Session) throws {
        let rows = try session.query("SELECT merged_into FROM customers WHERE id = \(id) FOR NO KEY UPDATE")
        guard let row = rows.first else { throw CustomerError.notFound(id) }
        if let survivor = try row.get("merged_into", as: CustomerID?.self) {
            throw CustomerError.alreadyMerged(id, into: survivor)
        }
    }

    private func insert(_ details: CustomerDetails, id: CustomerID, on session: borrowing Session) throws {
        try session.run(
            """
            INSERT INTO customers (id, name, email, phone, locale)
            VALUES (\(id), \(details.name), \(details.email), \(details.phone), \(details.locale ?? .english))
            """
        )
        try outbox.append(CustomerRegistered(customerID: id, at: .now), on: session)
    }

    private func owner(of identity: Customer.Identity, on session: borrowing Session) throws -> CustomerID? {
        try session.query(
            """
            SELECT customer_id
              FROM customer_identities
             WHERE channel_id = \(identity.channelID) AND external_id = \(identity.externalID)
            """
        ).first?.get("customer_id")
    }

    /// Only what is given and differs is written, so that an intake that repeats itself writes nothing.
    private func change(_ id: CustomerID, _ details: CustomerDetails, on session: borrowing Session) throws {
        guard details != CustomerDetails() else { return }
        try session.run(
            """
            UPDATE customers
               SET name = coalesce(\(details.name), name), email = coalesce(\(details.email), email),
                   phone = coalesce(\(details.phone), phone), locale = coalesce(\(details.locale), locale),
                   version = version + 1, changed_at = now()
             WHERE id = \(id)
               AND (coalesce(\(details.name), name), coalesce(\(details.email), email),
                    coalesce(\(details.phone), phone), coalesce(\(details.locale), locale))
                   IS DISTINCT FROM (name, email, phone, locale)
            """
        )
    }
}
