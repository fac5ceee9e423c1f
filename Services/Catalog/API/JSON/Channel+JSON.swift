import JSON
import Models

extension ChannelCapability: JSONConvertible {}

extension Channel: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("type", type)
            json.field("currency", currency)
            json.field("locale", locale)
            json.field("timeZone", timeZone)
            json.field("country", country)
            json.field("pricesIncludeTax", pricesIncludeTax)
            json.field("capabilities", capabilities)
            json.field("active", active)
        }
    }
}

/// A channel to be opened.
extension Channel: JSONReadable {
    init?(json: JSONNode) {
        let id: ChannelID? = json.required("id")
        let name = json.text("name", length: 1...120)
        let type: ChannelType? = json.required("type")
        let currency: Currency? = json.required("currency")
        let locale: LanguageTag? = json.required("locale")
        let timeZone: TimeZoneName? = json.required("timeZone")
        let country: CountryCode? = json.required("country")
        let pricesIncludeTax: Bool? = json.optional("pricesIncludeTax")
        let capabilities = json.capabilities()
        let active: Bool? = json.optional("active")
        guard let id, let name, let type, let currency, let locale, let timeZone, let country else { return nil }
        self.init(
            id: id,
            name: name,
            type: type,
            currency: currency,
            locale: locale,
            timeZone: timeZone,
            country: country,
            pricesIncludeTax: pricesIncludeTax ?? true,
            capabilities: capabilities ?? type.usualCapabilities,
            active: active ?? true
        )
    }
}

extension ChannelPatch: JSONReadable {
    init?(json: JSONNode) {
        guard json.kind == .object else {
            json.fail("must be an object")
            return nil
        }
        self.init(
            name: json.optionalText("name", length: 1...120),
            locale: json.optional("locale"),
            timeZone: json.optional("timeZone"),
            country: json.optional("country"),
            pricesIncludeTax: json.optional("pricesIncludeTax"),
            capabilities: json.capabilities(),
            active: json.optional("active")
        )
    }
}

extension JSONNode {
    fileprivate func capabilities() -> [ChannelCapability]? {
        let limit = 0...ChannelCapability.allCases.count
        guard let all = optional("capabilities", as: [ChannelCapability].self, count: limit) else { return nil }
        if Set(all).count < all.count { fail("capabilities", "must name each capability once") }
        return all
    }
}
