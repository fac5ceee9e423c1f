import JSON
import Models
import Postgres

struct PromotionStore: Sendable {
    let database: Database

    func find(_ id: PromotionID) async throws -> Promotion {
        guard let row = try await database.query(Self.select + "WHERE id = \(id)").first else {
            throw PromotionError.notFound(id)
        }
        return try Promotion(row)
    }

    func page(after id: PromotionID?, limit: Int) async throws -> [Promotion] {
        let rows = try await database.query(
            Self.select + "WHERE id > \(id ?? .lowest) ORDER BY id LIMIT \(limit)"
        )
        return try rows.map(Promotion.init)
    }

    func create(_ promotion: Promotion, on session: borrowing Session) throws {
        try session.run(
            """
            INSERT INTO promotions (id, name, trigger, effect, skus, channels, exclusive, priority, active,
                                    valid_from, valid_until)
            VALUES (\(promotion.id), \(promotion.name), \(promotion.trigger), \(json: promotion.effect),
                    \(promotion.skus?.sorted()), \(promotion.channels?.sorted()), \(promotion.isExclusive),
                    \(promotion.priority), \(promotion.isActive), \(promotion.validFrom), \(promotion.validUntil))
            """
        )
        try ReferenceStore.raiseVersion(on: session)
    }

    /// Applies `rule` to the promotion that the caller saw; one that has changed since is refused.
    func update(
        _ id: PromotionID,
        version: Int64,
        by rule: @escaping @Sendable (Promotion) throws -> Promotion
    ) async throws -> Promotion {
        try await database.transaction { session in
            guard let row = try session.query(Self.select + "WHERE id = \(id) FOR UPDATE").first else {
                throw PromotionError.notFound(id)
            }
            let promotion = try Promotion(row)
            guard promotion.version == version else {
                throw PromotionError.changed(id, version: promotion.version)
            }
            let changed = try rule(promotion)
            try session.run(
                """
                UPDATE promotions
                   SET name = \(changed.name), priority = \(changed.priority), active = \(changed.isActive),
                       valid_from = \(changed.validFrom), valid_until = \(changed.validUntil),
                       version = \(changed.version), changed_at = now()
                 WHERE id = \(id)
                """
            )
            try ReferenceStore.raiseVersion(on: session)
            return changed
        }
    }

    static let select: SQL =
        """
        SELECT id AS promotion_id, name, trigger, effect, skus, channels, exclusive, priority, active,
               valid_from AS offered_from, valid_until AS offered_until, version
          FROM promotions

        """
}

extension Promotion {
    /// From the columns of `PromotionStore.select`, also where they are joined to a coupon's.
    init(_ row: Row) throws {
        self.init(
            id: try row.get("promotion_id"),
            name: try row.get("name"),
            trigger: try row.get("trigger"),
            effect: try row.json("effect"),
            skus: try row.get("skus", as: [SKU]?.self).map(Set.init),
            channels: try row.get("channels", as: [ChannelID]?.self).map(Set.init),
            isExclusive: try row.get("exclusive"),
            priority: try row.get("priority"),
            isActive: try row.get("active"),
            validFrom: try row.get("offered_from"),
            validUntil: try row.get("offered_until"),
            version: try row.get("version")
        )
    }
}

extension Promotion.Trigger: PostgresBindable, PostgresReadable {}
