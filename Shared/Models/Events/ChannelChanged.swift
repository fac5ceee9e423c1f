public import JSON

/// A channel as it is now.
public struct ChannelChanged: EventPayload, Hashable {
    public static let type = "channel.changed"

    public let channelID: ChannelID
    public let name: String
    public let type: ChannelType
    public let currency: Currency
    public let locale: LanguageTag

    /// IANA name, `Asia/Shanghai`.
    public let timeZone: String
    public let country: CountryCode
    public let pricesIncludeTax: Bool
    public let active: Bool

    public init(
        channelID: ChannelID,
        name: String,
        type: ChannelType,
        currency: Currency,
        locale: LanguageTag,
        timeZone: String,
        country: CountryCode,
        pricesIncludeTax: Bool,
        active: Bool
    ) {
        self.channelID = channelID
        self.name = name
        self.type = type
        self.currency = currency
        self.locale = locale
        self.timeZone = timeZone
        self.country = country
        self.pricesIncludeTax = pricesIncludeTax
        self.active = active
    }

    public var subject: String { channelID.value }
}

extension ChannelChanged {
    public init?(json: JSONNode) {
        let channelID: ChannelID? = json.required("channelId")
        let name = json.text("name", length: 1...120)
        let type: ChannelType? = json.required("type")
        let currency: Currency? = json.required("currency")
        let locale: LanguageTag? = json.required("locale")
        let timeZone = json.text("timeZone", length: 1...64)
        let country: CountryCode? = json.required("country")
        let pricesIncludeTax: Bool? = json.required("pricesIncludeTax")
        let active: Bool? = json.required("active")
        guard let channelID, let name, let type, let currency, let locale, let timeZone, let country,
            let pricesIncludeTax, let active
        else { return nil }
        self.init(
            channelID: channelID,
            name: name,
            type: type,
            currency: currency,
            locale: locale,
            timeZone: timeZone,
            country: country,
            pricesIncludeTax: pricesIncludeTax,
            active: active
        )
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("channelId", channelID)
            json.field("name", name)
            json.field("type", type)
            json.field("currency", currency)
            json.field("locale", locale)
            json.field("timeZone", timeZone)
            json.field("country", country)
            json.field("pricesIncludeTax", pricesIncludeTax)
            json.field("active", active)
        }
    }
}
