import Models
import Postgres

/// What catalog tells: channels, products and prices. Of two versions of the same thing the one told later stands,
/// whichever arrives first.
struct ProjectionStore: Sendable {
    func put(_ channel: ChannelChanged, toldAt: Timestamp, on session: borrowing Session) throws {
        let changed = try session.run(
            """
            INSERT INTO channels (id, name, type, currency, locale, time_zone, country, prices_include_tax, active,
                                  told_at)
            VALUES (\(channel.channelID), \(channel.name), \(channel.type), \(channel.currency), \(channel.locale),
                    \(channel.timeZone), \(channel.country), \(channel.pricesIncludeTax), \(channel.active),
                    \(toldAt))
                ON CONFLICT (id)
                DO UPDATE SET name = excluded.name, type = excluded.type, currency = excluded.currency,
                              locale = excluded.locale, time_zone = excluded.time_zone,
                              country = excluded.country, prices_include_tax = excluded.prices_include_tax,
                              active = excluded.active, told_at = excluded.told_at
                        WHERE channels.told_at <= excluded.told_at
            """
        )
        if changed > 0 { try ReferenceStore.raiseVersion(on: session) }
    }

    /// Of several news of one SKU the latest is written.
    func put(_ products: [ProductChanged], toldAt times: [Timestamp], on session: borrowing Session) throws {
        let rows = zip(products, times).flatMap { product, time in product.skus.map { (sku: $0, product, time) } }
        try session.run(
            """
            INSERT INTO products (sku, product_id, title, tax_class, status, told_at)
            SELECT DISTINCT ON (sku) sku, product_id, title, tax_class, status, told_at
              FROM unnest(\(rows.map(\.sku))::text[], \(rows.map(\.1.productID))::uuid[],
                          \(rows.map { JSONText($0.1.title) })::json[], \(rows.map(\.1.taxClass))::text[],
                          \(rows.map(\.1.status))::text[], \(rows.map(\.2))::timestamptz[])
                   WITH ORDINALITY AS told (sku, product_id, title, tax_class, status, told_at, number)
             ORDER BY sku, told_at DESC, number DESC
                ON CONFLICT (sku)
                DO UPDATE SET product_id = excluded.product_id, title = excluded.title,
                              tax_class = excluded.tax_class, status = excluded.status, told_at = excluded.told_at
                        WHERE products.told_at <= excluded.told_at
            """
        )
    }

    /// Of several news of one entry the latest is written.
    func put(_ prices: [PriceChanged], toldAt times: [Timestamp], on session: borrowing Session) throws {
        try session.run(
            """
            INSERT INTO prices (price_list_id, sku, currency, channel_id, amount_minor, valid_from, valid_until,
                                priority, told_at)
            SELECT DISTINCT ON (sku, currency, price_list_id, valid_from)
                   price_list_id, sku, currency, channel_id, amount_minor, valid_from, valid_until, priority, told_at
              FROM unnest(\(prices.map(\.priceListID))::uuid[], \(prices.map(\.sku))::text[],
                          \(prices.map(\.currency))::text[], \(prices.map(\.channelID))::text[],
                          \(prices.map(\.amountMinor))::bigint[], \(prices.map(\.validFrom))::timestamptz[],
                          \(prices.map(\.validUntil))::timestamptz[], \(prices.map(\.priority))::integer[],
                          \(times)::timestamptz[])
                   WITH ORDINALITY AS told (price_list_id, sku, currency, channel_id, amount_minor, valid_from,
                                            valid_until, priority, told_at, number)
             ORDER BY sku, currency, price_list_id, valid_from, told_at DESC, number DESC
                ON CONFLICT (sku, currency, price_list_id, valid_from)
                DO UPDATE SET channel_id = excluded.channel_id, amount_minor = excluded.amount_minor,
                              valid_until = excluded.valid_until, priority = excluded.priority,
                              told_at = excluded.told_at
                        WHERE prices.told_at <= excluded.told_at
            """
        )
    }
}
