import Models
import Postgres

/// Channels as the catalog last told of them, so that a checkout need not ask.
struct ChannelRepository: Sendable {
    let database: Database

    struct Channel: Sendable {
        let currency: Currency
        let locale: LanguageTag

        /// Those that `active` read.
        static func all(in rows: Rows) throws -> [ChannelID: Channel] {
            try rows.reduce(into: [:]) { channels, row in
                channels[try row.get("id")] = Channel(currency: try row.get("currency"), locale: try row.get("locale"))
            }
        }
    }

    /// The statement that reads every channel that sells; there are tens of them.
    static let active: SQL = "SELECT id, currency, locale FROM channels WHERE active"

    func isActive(_ id: ChannelID) async throws -> Bool {
        try await !database.query("SELECT 1 AS found FROM channels WHERE id = \(id) AND active").isEmpty
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
