import Models
import Postgres

/// Tax rates and shipping fees, which marketing keeps itself.
struct RateStore: Sendable {
    let database: Database

    func taxRates() async throws -> [TaxRate] {
        try await database.query(
            "SELECT country, tax_class, name, rate_basis_points FROM tax_rates ORDER BY country, tax_class"
        ).map(TaxRate.init)
    }

    func put(_ rate: TaxRate) async throws {
        try await database.transaction { session in
            try session.run(
                """
                INSERT INTO tax_rates (country, tax_class, name, rate_basis_points)
                VALUES (\(rate.key.country), \(rate.key.taxClass), \(rate.name), \(rate.basisPoints))
                    ON CONFLICT (country, tax_class)
                    DO UPDATE SET name = excluded.name, rate_basis_points = excluded.rate_basis_points
                """
            )
            try ReferenceStore.raiseVersion(on: session)
        }
    }

    func shippingFees() async throws -> [ChannelFee] {
        try await database.query(
            "SELECT channel_id, currency, fee_minor, free_from_minor FROM shipping_fees ORDER BY channel_id"
        ).map(ChannelFee.init)
    }

    func put(_ channel: ChannelFee) async throws {
        let fee = channel.fee
        try await database.transaction { session in
            try session.run(
                """
                INSERT INTO shipping_fees (channel_id, currency, fee_minor, free_from_minor)
                VALUES (\(channel.channelID), \(fee.fee.currency), \(fee.fee.amountMinor), \(fee.freeFrom?.amountMinor))
                    ON CONFLICT (channel_id)
                    DO UPDATE SET currency = excluded.currency, fee_minor = excluded.fee_minor,
                                  free_from_minor = excluded.free_from_minor
                """
            )
            try ReferenceStore.raiseVersion(on: session)
        }
    }
}

extension TaxRate {
    init(_ row: Row) throws {
        self.init(
            key: Key(country: try row.get("country"), taxClass: try row.get("tax_class")),
            name: try row.get("name"),
            basisPoints: try row.get("rate_basis_points")
        )
    }
}

extension ChannelFee {
    init(_ row: Row) throws {
        let currency: Currency = try row.get("currency")
        let freeFrom: Int64? = try row.get("free_from_minor")
        self.init(
            channelID: try row.get("channel_id"),
            fee: ShippingFee(
                fee: Money(amountMinor: try row.get("fee_minor"), currency: currency),
                freeFrom: freeFrom.map { Money(amountMinor: $0, currency: currency) }
            )
        )
    }
}
