import Models
import Postgres

/// What goods cost, read by one statement together with the version of the reference data to go with it. Prices are read
/// from the table each time: a price that another replica has heard of holds for this one too.
struct GoodsStore: Sendable {
    let database: Database

    struct Answer: Sendable {
        let referenceVersion: Int64
        let goods: [SKU: Quoting.PricedGoods]
    }

    func goods(for request: QuoteRequest, at time: Timestamp) async throws -> Answer {
        let skus = Set(request.lines.map(\.sku)).sorted()
        let rows = try await database.query(
            """
            SELECT v.version, p.sku, p.price_list_id, p.channel_id, p.amount_minor, p.valid_from, p.valid_until,
                   p.priority, coalesce(g.tax_class, 'standard') AS tax_class,
                   coalesce(g.status, 'active') = 'active' AS is_sold
              FROM reference_version v
              LEFT JOIN prices p
                ON p.sku = ANY(\(skus)) AND p.currency = \(request.currency) AND p.amount_minor IS NOT NULL
               AND (p.channel_id IS NULL OR p.channel_id = \(request.channelID))
              LEFT JOIN products g ON g.sku = p.sku
            """
        )
        var entries: [SKU: [PriceEntry]] = [:]
        var details: [SKU: (taxClass: String, isSold: Bool)] = [:]
        for row in rows {
            guard let entry = try PriceEntry(row, currency: request.currency) else { continue }
            entries[entry.sku, default: []].append(entry)
            details[entry.sku] = (try row.get("tax_class"), try row.get("is_sold"))
        }
        var goods: [SKU: Quoting.PricedGoods] = [:]
        for (sku, entries) in entries {
            let question = PriceResolution.Question(
                sku: sku,
                channelID: request.channelID,
                currency: request.currency,
                at: time
            )
            guard let price = PriceResolution.resolve(entries, for: question).price, let detail = details[sku] else {
                continue
            }
            goods[sku] = Quoting.PricedGoods(unitPrice: price, taxClass: detail.taxClass, isSold: detail.isSold)
        }
        return Answer(referenceVersion: try rows.first?.get("version") ?? 0, goods: goods)
    }
}

extension PriceEntry {
    /// Nothing for the row that carries the version alone.
    fileprivate init?(_ row: Row, currency: Currency) throws {
        guard let sku = try row.get("sku", as: SKU?.self) else { return nil }
        self.init(
            priceListID: try row.get("price_list_id"),
            sku: sku,
            amount: Money(amountMinor: try row.get("amount_minor"), currency: currency),
            channelID: try row.get("channel_id"),
            validFrom: try row.get("valid_from"),
            validUntil: try row.get("valid_until"),
            priority: try row.get("priority")
        )
    }
}
