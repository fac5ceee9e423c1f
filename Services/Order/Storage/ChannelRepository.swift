import Models
import Postgres

/// Channels as the catalog last told of them, so that a checkout need not ask.
struct ChannelRepository: Sendable {
    let database: Database

    struct Channel: Sendable {
        let currency: Currency
        let locale: LanguageTag
    }

    func active(_ id: ChannelID) async throws -> Channel? {
        let rows = try await database.query("SELECT currency, locale FROM channels WHERE id = \(id) AND active")
        return try rows.first.map { Channel(currency: try $0.get("currency"), locale: try $0.get("locale")) }
    }

    func record(_ channel: ChannelChanged, on session: borrowing Session) throws {
        try session.run(
            """
            INSERT INTO channels (id, name, type, currency, locale, country, active)
            VALUES (\(channel.channelID), \(channel.name), \(channel.type), \(channel.currency), \(channel.locale),
                    \(channel.country), \(channel.active))
                ON CONFLICT (id) DO UPDATE
               SET name = excluded.name, type = excluded.type, currency = excluded.currency, locale = excluded.locale,
                   country = excluded.country, active = excluded.active, changed_at = now()
            """
        )
    }
}
