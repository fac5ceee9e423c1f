import JSON
import Models
import Postgres

extension CustomerStore {
    /// A customer with identities and account in one row, so that a page of customers is one query too.
    static let select: SQL =
        """
        SELECT c.id, c.name, c.email, c.phone, c.locale, c.merged_into, c.version, c.created_at,
               coalesce(a.points, 0) AS points, coalesce(a.orders, 0) AS orders, a.last_order_at,
               coalesce((SELECT array_agg(i.channel_id ORDER BY i.channel_id, i.external_id)
                           FROM customer_identities i WHERE i.customer_id = c.id), '{}') AS channel_ids,
               coalesce((SELECT array_agg(i.external_id ORDER BY i.channel_id, i.external_id)
                           FROM customer_identities i WHERE i.customer_id = c.id), '{}') AS external_ids,
               coalesce((SELECT array_agg(s.currency ORDER BY s.currency)
                           FROM account_spend s WHERE s.customer_id = c.id), '{}') AS currencies,
               coalesce((SELECT array_agg(s.spent_minor ORDER BY s.currency)
                           FROM account_spend s WHERE s.customer_id = c.id), '{}') AS spent
          FROM customers c
          LEFT JOIN accounts a ON a.customer_id = c.id

        """
}

extension Customer {
    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"),
            name: try row.get("name"),
            email: try row.get("email"),
            phone: try row.get("phone"),
            locale: try row.get("locale"),
            mergedInto: try row.get("merged_into"),
            version: try row.get("version"),
            createdAt: try row.get("created_at")
        )
        identities = zip(
            try row.get("channel_ids", as: [ChannelID].self),
            try row.get("external_ids", as: [String].self)
        ).map { Identity(channelID: $0, externalID: $1) }
        account = Account(
            points: try row.get("points"),
            orders: try row.get("orders"),
            lastOrderAt: try row.get("last_order_at"),
            spent: zip(
                try row.get("spent", as: [Int64].self),
                try row.get("currencies", as: [Currency].self)
            ).map { Money(amountMinor: $0, currency: $1) }
        )
    }
}
