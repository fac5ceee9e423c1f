import Models

/// A place where the merchant sells. What it can do is data, so that other services need no list of channel types.
struct Channel: Equatable, Sendable {
    let id: ChannelID
    var name: String
    let type: ChannelType
    /// Never changes: price lists and orders of the channel are in it.
    let currency: Currency
    var locale: LanguageTag
    var timeZone: TimeZoneName
    var country: CountryCode
    var pricesIncludeTax: Bool
    var capabilities: [ChannelCapability]
    var active: Bool
    var version: Int64 = 1

    func patched(_ patch: ChannelPatch) -> Channel {
        var channel = self
        channel.name = patch.name ?? name
        channel.locale = patch.locale ?? locale
        channel.timeZone = patch.timeZone ?? timeZone
        channel.country = patch.country ?? country
        channel.pricesIncludeTax = patch.pricesIncludeTax ?? pricesIncludeTax
        channel.capabilities = patch.capabilities ?? capabilities
        channel.active = patch.active ?? active
        return channel
    }
}

/// What may change in a channel's life; nil leaves a field as it is.
struct ChannelPatch: Equatable, Sendable {
    var name: String?
    var locale: LanguageTag?
    var timeZone: TimeZoneName?
    var country: CountryCode?
    var pricesIncludeTax: Bool?
    var capabilities: [ChannelCapability]?
    var active: Bool?
}
