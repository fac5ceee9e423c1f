import Models
import Postgres
import ServiceKit

struct PriceRepository: Sendable {
    let database: Database
    let outbox: Outbox

    func createList(_ list: PriceList, on session: borrowing Session) throws {
        if let channelID = list.channelID {
            let channels = try session.query("SELECT currency FROM channels WHERE id = \(channelID) FOR SHARE")
            guard let channel = channels.first else { throw CatalogError.unknownChannel(field: "/channelId") }
            guard try channel.get("currency") == list.currency else {
                throw CatalogError.currencyMismatch(channelID, list.currency)
            }
        }
        try session.run(
            """
            INSERT INTO price_lists (id, name, seller_id, channel_id, currency, priority, valid_from, valid_until)
            VALUES (\(list.id), \(list.name), \(list.sellerID), \(list.channelID), \(list.currency), \(list.priority),
                    \(list.validity.from), \(list.validity.until))
            """
        )
    }

    func findList(_ id: PriceListID) async throws -> PriceList {
        let rows = try await database.query("\(sql: Self.select) WHERE id = \(id)")
        guard let row = rows.first else { throw CatalogError.priceListNotFound }
        return try PriceList(row)
    }

    func lists(channelID: ChannelID?, _ page: PageRequest) async throws -> Page<PriceList> {
        let after = try page.cursor?.key(as: PriceListID.self) ?? .lowest
        let rows = try await database.query(
            """
            \(sql: Self.select)
             WHERE id > \(after)
               AND (\(channelID)::text IS NULL OR channel_id = \(channelID)::text)
             ORDER BY id
             LIMIT \(page.limit + 1)::bigint
            """
        )
        return Page(try rows.map(PriceList.init), limit: page.limit) { [$0.id.description] }
    }

    /// Locked against nothing but its own removal: two people may set prices in one list.
    func list(_ id: PriceListID, by editor: Editor, on session: borrowing Session) throws -> PriceList {
        let rows = try session.query("\(sql: Self.select) WHERE id = \(id) AND \(sql: editor.condition) FOR SHARE")
        guard let row = rows.first else { throw CatalogError.priceListNotFound }
        return try PriceList(row)
    }

    /// The prices of a list by SKU and start.
    func prices(of id: PriceListID, _ page: PageRequest) async throws -> Page<PriceSetting> {
        let after = try PricePosition(page.cursor)
        let rows = try await database.query(
            """
            SELECT sku, amount_minor, nullif(valid_from, '-infinity') AS valid_from,
                   nullif(valid_until, 'infinity') AS valid_until
              FROM prices
             WHERE price_list_id = \(id)
               AND (sku, valid_from) > (\(after.sku)::text, coalesce(\(after.from)::timestamptz, '-infinity'))
             ORDER BY sku, valid_from
             LIMIT \(page.limit + 1)::bigint
            """
        )
        return Page(try rows.map(PriceSetting.init), limit: page.limit) { PricePosition($0).parts }
    }

    private static let select: SQL = """
        SELECT id, name, seller_id, channel_id, currency, priority, valid_from, valid_until FROM price_lists
        """
}

/// Where a page of prices ends; before everything, an empty SKU.
private struct PricePosition {
    var sku = ""
    var from: Timestamp?

    init(_ setting: PriceSetting) {
        sku = setting.sku.value
        from = setting.validity.from
    }

    init(_ cursor: PageCursor?) throws(CatalogError) {
        guard let cursor else { return }
        guard (1...2).contains(cursor.parts.count), let sku = SKU(cursor.parts[0]) else { throw .badCursor }
        self.sku = sku.value
        guard cursor.parts.count == 2 else { return }
        guard let from = Timestamp(cursor.parts[1]) else { throw .badCursor }
        self.from = from
    }

    var parts: [String] { [sku] + [from?.description].compactMap(\.self) }
}

extension PriceList {
    init(_ row: Row) throws(PostgresError) {
        try self.init(
            id: row.get("id"),
            name: row.get("name"),
            sellerID: row.get("seller_id"),
            channelID: row.get("channel_id"),
            currency: row.get("currency"),
            priority: row.get("priority"),
            validity: Validity(from: row.get("valid_from"), until: row.get("valid_until"))
        )
    }
}

extension PriceSetting {
    init(_ row: Row) throws(PostgresError) {
        try self.init(
            sku: row.get("sku"),
            amountMinor: row.get("amount_minor"),
            validity: Validity(from: row.get("valid_from"), until: row.get("valid_until"))
        )
    }
}
