import Models

/// What every quote needs and what seldom changes: channels, tax rates, shipping fees, automatic promotions. A copy is kept
/// in memory under the version it was read at.
struct ReferenceData: Sendable {
    var version: Int64
    var channels: [ChannelID: Channel] = [:]
    var taxRates: [TaxRate.Key: TaxRate] = [:]
    var shippingFees: [ChannelID: ChannelFee] = [:]
    var promotions: [Promotion] = []

    struct Channel: Hashable, Sendable {
        let id: ChannelID
        let currency: Currency
        let country: CountryCode
        let pricesIncludeTax: Bool
        let isActive: Bool
    }
}

struct TaxRate: Hashable, Sendable {
    let key: Key
    let name: String
    let basisPoints: Int

    struct Key: Hashable, Sendable {
        let country: CountryCode
        let taxClass: String
    }
}

/// What shipping costs in a channel.
struct ChannelFee: Hashable, Sendable {
    let channelID: ChannelID
    let fee: ShippingFee
}
