import Models
import Postgres
import ServiceKit

extension PriceRepository {
    /// Sets all of the prices or none, in two statements however many they are.
    /// - Returns: how many are now other than before.
    func set(_ settings: [PriceSetting], in id: PriceListID, by editor: Editor) async throws -> Int {
        try await database.transaction { session in
            let list = try list(id, by: editor, on: session)
            let batch = try PriceBatch(settings, into: list)
            try refuseUnknownSKUs(batch, by: editor, on: session)
            return try write(batch, in: list, on: session)
        }
    }

    /// In the order of the key, so that two batches wait for each other instead of dying of each other.
    func write(_ batch: PriceBatch, in list: PriceList, on session: borrowing Session) throws -> Int {
        let settings = batch.settings
        let changed = try session.query(
            """
            INSERT INTO prices AS old (price_list_id, sku, amount_minor, valid_from, valid_until)
            SELECT \(list.id)::uuid, sku, amount_minor, coalesce(valid_from, '-infinity') AS valid_from,
                   coalesce(valid_until, 'infinity')
              FROM unnest(\(settings.map(\.sku))::text[], \(settings.map(\.amountMinor))::bigint[],
                          \(settings.map(\.validity.from))::timestamptz[],
                          \(settings.map(\.validity.until))::timestamptz[])
                   AS new (sku, amount_minor, valid_from, valid_until)
             ORDER BY sku, 4
                ON CONFLICT (price_list_id, sku, valid_from) DO UPDATE
               SET amount_minor = excluded.amount_minor, valid_until = excluded.valid_until, changed_at = now()
             WHERE (old.amount_minor, old.valid_until) IS DISTINCT FROM (excluded.amount_minor, excluded.valid_until)
            RETURNING sku, amount_minor, nullif(valid_from, '-infinity') AS valid_from,
                      nullif(valid_until, 'infinity') AS valid_until
            """
        )
        try outbox.append(changed.map { try PriceSetting($0).changed(in: list) }, on: session)
        return changed.count
    }

    func remove(_ sku: SKU, from id: PriceListID, by editor: Editor) async throws {
        try await database.transaction { session in
            let list = try list(id, by: editor, on: session)
            let removed = try session.query(
                """
                DELETE FROM prices
                 WHERE price_list_id = \(id) AND sku = \(sku)
                RETURNING sku, amount_minor, nullif(valid_from, '-infinity') AS valid_from,
                          nullif(valid_until, 'infinity') AS valid_until
                """
            )
            try outbox.append(removed.map { try PriceSetting($0).removed(from: list) }, on: session)
        }
    }

    /// A seller knows only its own SKUs.
    private func refuseUnknownSKUs(_ batch: PriceBatch, by editor: Editor, on session: borrowing Session) throws {
        let rows = try session.query(
            """
            SELECT new.number - 1 AS index
              FROM unnest(\(batch.settings.map(\.sku))::text[]) WITH ORDINALITY AS new (sku, number)
             WHERE NOT EXISTS (
                    SELECT FROM variants v JOIN products p ON p.id = v.product_id
                     WHERE v.sku = new.sku AND \(sql: editor.condition))
             ORDER BY new.number
             LIMIT 100
            """
        )
        guard !rows.isEmpty else { return }
        throw PriceBatchError(
            refusals: try rows.map {
                .init(index: try $0.get("index"), detail: "has a SKU that is not in the catalogue")
            }
        )
    }
}

extension PriceSetting {
    fileprivate func changed(in list: PriceList) -> PriceChanged {
        event(in: list, amountMinor: amountMinor)
    }

    fileprivate func removed(from list: PriceList) -> PriceChanged {
        event(in: list, amountMinor: nil)
    }

    private func event(in list: PriceList, amountMinor: Int64?) -> PriceChanged {
        PriceChanged(
            priceListID: list.id,
            sku: sku,
            channelID: list.channelID,
            currency: list.currency,
            amountMinor: amountMinor,
            validFrom: validity.from,
            validUntil: validity.until,
            priority: list.priority
        )
    }
}
