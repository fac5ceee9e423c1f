import Models
import Postgres
import ServiceKit

extension PriceRepository {
    /// Every price that may decide about these SKUs. The merchant's people also get those of other channels, to see in
    /// an explanation why they don't apply; others are not told what a partner pays.
    func entries(
        for skus: [SKU],
        in channelID: ChannelID,
        for audience: Audience = .everyone
    ) async throws -> [PriceEntry] {
        let rows = try await database.query(
            """
            SELECT p.price_list_id, p.sku, p.amount_minor, l.currency, l.channel_id, l.priority,
                   nullif(p.valid_from, '-infinity') AS valid_from, nullif(p.valid_until, 'infinity') AS valid_until
              FROM prices p
              JOIN price_lists l ON l.id = p.price_list_id
             WHERE p.sku = ANY(\(skus)::text[])
               AND (\(audience == .staff)::boolean OR l.channel_id IS NULL OR l.channel_id = \(channelID))
            """
        )
        return try rows.map(PriceEntry.init)
    }

    /// What each SKU costs in a channel at a moment; SKUs without a price are left out.
    func prices(of skus: [SKU], in channel: Channel, at moment: Timestamp) async throws -> PricesNow {
        let entries = try await entries(for: skus, in: channel.id)
        let amounts = Dictionary(grouping: entries, by: \.sku).compactMapValues { entries -> Money? in
            guard let sku = entries.first?.sku else { return nil }
            return PriceResolution.resolve(
                entries,
                sku: sku,
                channelID: channel.id,
                currency: channel.currency,
                at: moment
            ).price
        }
        return PricesNow(amounts: amounts, until: entries.nextChange(after: moment))
    }
}

/// What SKUs cost at a moment.
struct PricesNow: Sendable {
    let amounts: [SKU: Money]
    /// When the next of their prices begins or ends; nil for never.
    let until: Timestamp?
}

extension [PriceEntry] {
    /// When the next of them begins or ends.
    func nextChange(after moment: Timestamp) -> Timestamp? {
        flatMap { [$0.validFrom, $0.validUntil] }.compactMap(\.self).filter { $0 > moment }.min()
    }
}

extension PriceEntry {
    fileprivate init(_ row: Row) throws(PostgresError) {
        try self.init(
            priceListID: row.get("price_list_id"),
            sku: row.get("sku"),
            amount: Money(amountMinor: row.get("amount_minor"), currency: row.get("currency")),
            channelID: row.get("channel_id"),
            validFrom: row.get("valid_from"),
            validUntil: row.get("valid_until"),
            priority: row.get("priority")
        )
    }
}
