import JSON
import Models
import Postgres
import ServiceKit

/// Baskets, each a row: it changes as a whole, under its version.
struct BasketRepository: Sendable {
    let database: Database

    func find(_ id: BasketID, of owner: Owner) async throws -> Basket {
        let rows = try await database.query(
            """
            SELECT id, customer_id, guest, channel_id, status, lines, coupons, delivery, order_id, merged_into, version
              FROM baskets
             WHERE id = \(id) AND \(sql: owner.isOwner)
            """
        )
        guard let row = rows.first else { throw BasketError.notFound }
        return try Basket(row)
    }

    /// Locks the basket for the rest of the transaction.
    func lock(_ id: BasketID, of owner: Owner, on session: borrowing Session) throws -> Basket {
        let rows = try session.query(
            """
            SELECT id, customer_id, guest, channel_id, status, lines, coupons, delivery, order_id, merged_into, version
              FROM baskets
             WHERE id = \(id) AND \(sql: owner.isOwner)
               FOR UPDATE
            """
        )
        guard let row = rows.first else { throw BasketError.notFound }
        return try Basket(row)
    }

    /// Locks baskets for the rest of the transaction, in one order everywhere. Whose they are is the caller's to check.
    func lock(_ ids: [BasketID], on session: borrowing Session) throws -> [BasketID: Basket] {
        guard !ids.isEmpty else { return [:] }
        let rows = try session.query(
            """
            SELECT id, customer_id, guest, channel_id, status, lines, coupons, delivery, order_id, merged_into, version
              FROM baskets
             WHERE id = ANY(\(ids)::uuid[])
             ORDER BY id
               FOR UPDATE
            """
        )
        let found = try rows.map { try Basket($0) }
        return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The statement that marks baskets as held by their orders.
    func holding(_ baskets: [Basket]) -> SQL {
        """
        UPDATE baskets
           SET status = 'checkingOut', order_id = held.order_id, version = held.version, changed_at = now()
          FROM unnest(\(baskets.map(\.id))::uuid[], \(baskets.map(\.orderID))::uuid[],
                      \(baskets.map(\.version))::bigint[]) AS held (id, order_id, version)
         WHERE baskets.id = held.id
        """
    }

    /// The owner's live basket, made when there is none. Two devices that ask at once get the same one: the index lets
    /// one row in, and the second insert waits for the first to commit.
    func open(for owner: Owner, in channel: ChannelID, on session: borrowing Session) throws -> (Basket, isNew: Bool) {
        let basket = Basket(id: BasketID(), owner: owner, channelID: channel)
        let inserted = try session.run(
            """
            INSERT INTO baskets (id, customer_id, guest, channel_id, lines)
            VALUES (\(basket.id), \(owner.customerID), \(owner.guest), \(channel), '[]')
                ON CONFLICT DO NOTHING
            """
        )
        if inserted == 1 { return (basket, true) }
        let rows = try session.query(
            """
            SELECT id, customer_id, guest, channel_id, status, lines, coupons, delivery, order_id, merged_into, version
              FROM baskets
             WHERE status IN ('open', 'checkingOut') AND \(sql: owner.isOwner)
            """
        )
        // The one that stood in the way may have been bought since; the caller asks again.
        guard let row = rows.first else { throw Problem.stillRunning }
        return (try Basket(row), false)
    }

    /// Applies `rule` to the version that the caller has seen.
    func change(
        _ id: BasketID,
        of owner: Owner,
        version: Int64,
        by rule: @escaping @Sendable (Basket) throws -> Basket
    ) async throws -> Basket {
        try await database.transaction { session in
            let basket = try lock(id, of: owner, on: session)
            guard basket.version == version else { throw BasketError.changedMeanwhile(basket.version) }
            let changed = try rule(basket)
            try save(changed, on: session)
            return changed
        }
    }

    func save(_ basket: Basket, on session: borrowing Session) throws {
        try session.run(
            """
            UPDATE baskets
               SET status = \(basket.status), lines = \(json: basket.lines), coupons = \(basket.coupons),
                   delivery = \(json: basket.delivery), order_id = \(basket.orderID),
                   merged_into = \(basket.mergedInto), version = \(basket.version), changed_at = now()
             WHERE id = \(basket.id)
            """
        )
    }
}

extension Owner {
    var isOwner: SQL {
        switch self {
        case .customer(let id): "customer_id = \(id)"
        case .guest(let subject): "guest = \(subject)"
        }
    }
}

extension Basket.Status: PostgresConvertible {}

extension Basket {
    init(_ row: Row) throws {
        let guest = try row.get("guest", as: String?.self)
        let owner = try guest.map(Owner.guest) ?? .customer(row.get("customer_id"))
        self.init(id: try row.get("id"), owner: owner, channelID: try row.get("channel_id"))
        status = try row.get("status")
        lines = try row.json("lines")
        coupons = try row.get("coupons")
        delivery = try row.jsonIfPresent("delivery")
        orderID = try row.get("order_id")
        mergedInto = try row.get("merged_into")
        version = try row.get("version")
    }
}
