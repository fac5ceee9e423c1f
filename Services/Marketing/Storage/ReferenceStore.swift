import Models
import Postgres
import Synchronization

/// The copy of reference data in memory. Every quote learns the current version with its prices and asks here for at least
/// that, so a change made by any replica is seen by the next quote of each.
final class ReferenceStore: Sendable {
    private let database: Database
    private let copy = Mutex<ReferenceData?>(nil)

    init(database: Database) {
        self.database = database
    }

    /// Called in the transaction of every change, so that no copy of an older version is used after it.
    static func raiseVersion(on session: borrowing Session) throws {
        try session.run("UPDATE reference_version SET version = version + 1")
    }

    func data(atLeast version: Int64) async throws -> ReferenceData {
        if let copy = copy.withLock({ $0 }), copy.version >= version { return copy }
        let fresh = try await read()
        return copy.withLock { copy in
            if let known = copy, known.version > fresh.version { return known }
            copy = fresh
            return fresh
        }
    }

    /// One snapshot, so that the data is of the version it is kept under.
    private func read() async throws -> ReferenceData {
        try await database.transaction(.repeatableRead) { session in
            let answers = try session.pipeline([
                "SELECT version FROM reference_version",
                "SELECT id, currency, country, prices_include_tax, active FROM channels",
                "SELECT country, tax_class, name, rate_basis_points FROM tax_rates",
                "SELECT channel_id, currency, fee_minor, free_from_minor FROM shipping_fees",
                PromotionStore.select + "WHERE active AND trigger = 'automatic' ORDER BY id",
            ])
            var data = ReferenceData(version: try answers[0].first?.get("version") ?? 0)
            for channel in try answers[1].map(ReferenceData.Channel.init) { data.channels[channel.id] = channel }
            for rate in try answers[2].map(TaxRate.init) { data.taxRates[rate.key] = rate }
            for fee in try answers[3].map(ChannelFee.init) { data.shippingFees[fee.channelID] = fee }
            data.promotions = try answers[4].map(Promotion.init)
            return data
        }
    }
}

extension ReferenceData.Channel {
    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row.get("id"),
            currency: try row.get("currency"),
            country: try row.get("country"),
            pricesIncludeTax: try row.get("prices_include_tax"),
            isActive: try row.get("active")
        )
    }
}
