import Models
import Postgres
import ServiceKit

struct ChannelRepository: Sendable {
    let database: Database
    let outbox: Outbox

    func create(_ channel: Channel, on session: borrowing Session) throws {
        try check(channel.timeZone, on: session)
        let inserted = try session.run(
            """
            INSERT INTO channels (id, name, type, currency, locale, time_zone, country, prices_include_tax,
                                  capabilities, active)
            VALUES (\(channel.id), \(channel.name), \(channel.type), \(channel.currency), \(channel.locale),
                    \(channel.timeZone), \(channel.country), \(channel.pricesIncludeTax), \(channel.capabilities),
                    \(channel.active))
                ON CONFLICT (id) DO NOTHING
            """
        )
        guard inserted == 1 else { throw CatalogError.channelTaken(channel.id) }
        try outbox.append(channel.changed, on: session)
    }

    func find(_ id: ChannelID) async throws -> Channel {
        let rows = try await database.query("\(sql: Self.select) WHERE id = \(id)")
        guard let row = rows.first else { throw CatalogError.channelNotFound(id) }
        return try Channel(row)
    }

    func list(type: ChannelType?, _ page: PageRequest) async throws -> Page<Channel> {
        let after = try page.cursor?.key(as: ChannelID.self)
        let rows = try await database.query(
            """
            \(sql: Self.select)
             WHERE id > coalesce(\(after)::text, '') AND (\(type)::text IS NULL OR type = \(type)::text)
             ORDER BY id
             LIMIT \(page.limit + 1)::bigint
            """
        )
        return Page(try rows.map(Channel.init), limit: page.limit) { [$0.id.value] }
    }

    /// Changes the channel if it still is the version that the caller read.
    func update(_ id: ChannelID, version: Int64, with patch: ChannelPatch) async throws -> Channel {
        try await database.transaction { session in
            let rows = try session.query("\(sql: Self.select) WHERE id = \(id) FOR UPDATE")
            guard let row = rows.first else { throw CatalogError.channelNotFound(id) }
            let old = try Channel(row)
            guard old.version == version else { throw CatalogError.versionMismatch }
            var channel = old.patched(patch)
            guard channel != old else { return old }
            if channel.timeZone != old.timeZone { try check(channel.timeZone, on: session) }

            channel.version += 1
            try session.run(
                """
                UPDATE channels
                   SET name = \(channel.name), locale = \(channel.locale), time_zone = \(channel.timeZone),
                       country = \(channel.country), prices_include_tax = \(channel.pricesIncludeTax),
                       capabilities = \(channel.capabilities), active = \(channel.active),
                       version = \(channel.version), changed_at = now()
                 WHERE id = \(id)
                """
            )
            try outbox.append(channel.changed, on: session)
            return channel
        }
    }

    private func check(_ timeZone: TimeZoneName, on session: borrowing Session) throws {
        guard try session.knows(timeZone) else { throw CatalogError.unknownTimeZone(timeZone) }
    }

    private static let select: SQL = """
        SELECT id, name, type, currency, locale, time_zone, country, prices_include_tax, capabilities, active, version
          FROM channels
        """
}

extension Channel {
    init(_ row: Row) throws(PostgresError) {
        try self.init(
            id: row.get("id"),
            name: row.get("name"),
            type: row.get("type"),
            currency: row.get("currency"),
            locale: row.get("locale"),
            timeZone: row.get("time_zone"),
            country: row.get("country"),
            pricesIncludeTax: row.get("prices_include_tax"),
            capabilities: row.get("capabilities"),
            active: row.get("active"),
            version: row.get("version")
        )
    }

    var changed: ChannelChanged {
        ChannelChanged(
            channelID: id,
            name: name,
            type: type,
            currency: currency,
            locale: locale,
            timeZone: timeZone.value,
            country: country,
            pricesIncludeTax: pricesIncludeTax,
            active: active
        )
    }
}
